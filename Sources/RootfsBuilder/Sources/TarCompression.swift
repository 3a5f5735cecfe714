import CpioArchive
import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// A compression of tar archives that a program of the host undoes. gzip is none of them: it is read here.
enum TarCompression: String, Sendable, CaseIterable {
    case xz, bzip2, zstd

    /// Recognises it by a file's first bytes.
    ///
    /// - Parameter path: The file.
    /// - Throws: `SystemCallError` when it cannot be read.
    init?(of path: FilePath) throws {
        var head: [UInt8] = []
        try ByteStream.read(path, length: min(6, fileSize(path))) { head += $0 }
        guard let found = CpioCompression(firstBytes: head).flatMap({ Self(rawValue: $0.rawValue) }) else { return nil }
        self = found
    }

    /// The program, and Debian's package of it.
    var program: String { rawValue }

    private var package: String { self == .xz ? "xz-utils" : rawValue }

    /// Whether a file of this name is a tar archive by custom.
    func isTar(_ name: String) -> Bool {
        let name = name.lowercased()
        return [".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tbz", ".tar.zst", ".tzst"].contains { name.hasSuffix($0) }
    }

    /// Undoes it, once for each content.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - cache: Keeps what came of it.
    ///   - launcher: Starts the program; nil refuses.
    /// - Returns: The archive without compression.
    /// - Throws: ``RootfsError``; `CancellationError`.
    func decompressed(
        _ path: FilePath, in cache: RootfsCache, launcher: (any ProcessLauncher)?
    ) async throws -> FilePath {
        guard let launcher else {
            throw RootfsError(
                .toolMissing, "it is compressed with \(rawValue), and no launcher of programs was given", file: path)
        }
        let key = ContentKey(try ByteStream.digest(of: path))
        let kind = "inflated"
        if let known = cache.find(key, kind) { return known }
        let work = try cache.makeWorkDirectory()
        defer { work.remove() }
        let result = work.path.appending("archive")
        var options = ProcessOptions()
        options.standardOutput = .file(result.string)
        let process: any RunningProcess
        do {
            process = try launcher.start(
                ProcessCommand(program, ["-dc", "--", path.absolute.string]), options: options)
        } catch {
            throw RootfsError(
                .toolMissing,
                "it is compressed with \(rawValue), and the program '\(program)' cannot be started; install the package "
                    + "\(package), or decompress it first", file: path, cause: error)
        }
        let termination = await withTaskCancellationHandler {
            await process.waitUntilExit()
        } onCancel: {
            process.signal(SIGKILL, wholeGroup: true)
        }
        try Task.checkCancellation()
        guard termination == .exited(0) else {
            throw RootfsError(
                .unreadableSource, "'\(program)' cannot decompress it; it is damaged", file: path)
        }
        return try cache.store(key, kind) { file in try ByteStream.read(result) { try file.writeAll($0) } }
    }
}
