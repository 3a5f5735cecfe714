import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// An archive in a form that a program of the host makes a tar file of.
struct ForeignArchive: Sendable {
    /// What is known of a form.
    struct Format: Sendable {
        let magic: [UInt8]
        let tool: HostTool
        let arguments: [String]
    }

    private static let formats = [
        Format(magic: [0xfd, 0x37, 0x7a, 0x58], tool: HostTool("xz", package: "xz-utils"), arguments: ["-dc"]),
        Format(magic: [0x42, 0x5a, 0x68], tool: HostTool("bzip2", package: "bzip2"), arguments: ["-dc"]),
        Format(magic: [0x28, 0xb5, 0x2f, 0xfd], tool: HostTool("zstd", package: "zstd"), arguments: ["-dcq"]),
        Format(magic: [0x50, 0x4b, 3, 4], tool: HostTool("unzip", package: "unzip"), arguments: []),
    ]

    let path: FilePath
    let format: Format
    let launcher: any ProcessLauncher

    /// Looks at an archive; nil when it is a tar file, plain or compressed with gzip, or nothing that is known.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - launcher: Starts programs.
    /// - Throws: ``KernelBuildError`` when it cannot be read.
    init?(_ path: FilePath, launcher: any ProcessLauncher) throws(KernelBuildError) {
        let magic: [UInt8]
        do {
            magic = try OwnedDescriptor.open(path, flags: O_RDONLY).read(at: 0, limit: 4, path: path)
        } catch {
            throw .file("read", path.string, error)
        }
        guard let format = Self.formats.first(where: { magic.starts(with: $0.magic) }) else { return nil }
        self.path = path
        self.format = format
        self.launcher = launcher
    }

    /// Writes a plain tar file of what the archive holds.
    ///
    /// - Parameters:
    ///   - tar: The tar file.
    ///   - work: A directory for the time of the work.
    /// - Throws: ``KernelBuildError`` when the program is missing or refuses the archive; `CancellationError`.
    func convert(to tar: FilePath, work: FilePath) async throws {
        guard !format.arguments.isEmpty else { return try await convertZip(to: tar, work: work) }
        try await run(format.tool, format.arguments + ["--", path.string], to: tar)
    }

    /// `unzip` writes nothing outside its directory. It changes names that lead out, so they are looked at before;
    /// links that do are found in the tar file.
    private func convertZip(to tar: FilePath, work: FilePath) async throws {
        let list = work.appending("names")
        try await run(format.tool, ["-Z1", path.string], to: list)
        for name in try FileAccess.read(list, limit: 64 << 20).split(separator: 0x0a) {
            let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard parts.first?.isEmpty == false, !parts.contains([0x2e, 0x2e]) else {
                let text = PrintableText.whole(String(decoding: name, as: UTF8.self))
                throw ArchiveFile.error(path, "'\(text)' is refused: its name leads out")
            }
        }
        let tree = work.appending("tree")
        try FileAccess.makeDirectory(tree)
        try await run(format.tool, ["-qq", "-o", path.string, "-d", tree.string], to: nil)
        try await run(HostTool("tar", package: "tar"), ["-C", tree.string, "-cf", "-", "."], to: tar)
    }

    private func run(_ tool: HostTool, _ arguments: [String], to file: FilePath?) async throws {
        let process: any RunningProcess
        do {
            process = try launcher.start(
                ProcessCommand(tool.program, arguments, environment: ["LC_ALL": "C", "UNZIP": nil, "XZ_OPT": nil]),
                options: ProcessOptions())
        } catch {
            try HostTool.check([tool]) { _ in (error as? ProcessLaunchError)?.code != .notFound }
            throw ArchiveFile.error(path, "\(error)")
        }
        async let complaints = text(of: process.standardError)
        let isComplete = await withTaskCancellationHandler {
            await write(process.standardOutput, to: file)
        } onCancel: {
            process.signal(SIGKILL, wholeGroup: true)
        }
        if !isComplete { process.signal(SIGKILL, wholeGroup: true) }
        let termination = await process.waitUntilExit()
        try Task.checkCancellation()
        let words = await complaints
        guard isComplete else {
            throw ArchiveFile.error(
                path, "it does not fit on the disk, or unpacks to more than \(ArchiveFile.sizeLimit) bytes")
        }
        guard termination == .exited(0) else {
            throw ArchiveFile.error(path, words.isEmpty ? "\(tool.program) ended with \(termination)" : words)
        }
    }

    /// Whether everything could be written.
    private func write(_ output: ProcessOutput, to file: FilePath?) async -> Bool {
        guard let file else {
            for await _ in output {}
            return true
        }
        var total: UInt64 = 0
        do {
            let target = try OwnedDescriptor.open(file, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
            for await piece in output {
                total += UInt64(piece.count)
                guard total <= ArchiveFile.sizeLimit else { return false }
                try target.descriptor.writeAll(piece)
            }
        } catch {
            return false
        }
        return true
    }

    /// The first line of what a program complains of.
    private func text(of output: ProcessOutput) async -> String {
        var bytes: [UInt8] = []
        for await piece in output where bytes.count < 4096 { bytes += piece }
        let line = bytes.prefix(4096).split(separator: 0x0a).first ?? []
        return PrintableText.whole(String(decoding: line, as: UTF8.self))
    }
}
