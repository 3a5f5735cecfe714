import Glibc
public import SystemPackage
import SystemSupport

/// A directory of a test's own, removed with everything in it when its owner goes.
public struct TemporaryDirectory: ~Copyable, Sendable {
    /// Where the directory is; no symlink is on the way.
    public let path: FilePath

    /// Makes a directory below `TMPDIR`, or `/tmp`.
    ///
    /// - Throws: `Errno` when it cannot be made.
    public init() throws(Errno) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/swift-unikraft-test.XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard isMade else { throw Errno(rawValue: errno) }
        path = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit {
        removeTree(path)
    }

    /// Writes a file in the directory.
    ///
    /// - Parameters:
    ///   - name: The file's name.
    ///   - content: Its content.
    ///   - mode: Its permissions.
    /// - Returns: Its path.
    /// - Throws: `Errno`.
    @discardableResult
    public func write(_ name: String, _ content: some Sequence<UInt8>, mode: UInt32 = 0o644) throws -> FilePath {
        let file = path.appending(name)
        let descriptor = try FileDescriptor.open(
            file, .writeOnly, options: [.create, .truncate], permissions: FilePermissions(rawValue: mode))
        _ = try descriptor.closeAfter { try descriptor.writeAll(content) }
        return file
    }

    /// Writes files in the directory, and the directories that they are in: the context of a Dockerfile, a project.
    ///
    /// - Parameter files: Names, which may have slashes, and contents.
    /// - Throws: `Errno`.
    public func write(_ files: [String: String]) throws {
        for (name, content) in files {
            let file = path.pushing(FilePath(name))
            try makeDirectories(file.removingLastComponent())
            let descriptor = try FileDescriptor.open(
                file, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
            _ = try descriptor.closeAfter { try descriptor.writeAll(content.utf8) }
        }
    }

    /// Reads a small file.
    ///
    /// - Parameter file: The file, relative to the directory unless it is absolute.
    /// - Returns: Its first mebibyte.
    /// - Throws: `Errno`.
    public func read(_ file: FilePath) throws -> [UInt8] {
        let descriptor = try FileDescriptor.open(path.pushing(file), .readOnly)
        return try descriptor.closeAfter {
            var content: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while content.count < 1 << 20 {
                let count = unsafe try buffer.withUnsafeMutableBytes { unsafe try descriptor.read(into: $0) }
                if count == 0 { break }
                content += buffer[..<count]
            }
            return content
        }
    }

    /// The names in the directory, in no order.
    public func names() -> [String] {
        listNames(path)
    }
}

private func listNames(_ path: FilePath) -> [String] {
    guard let stream = unsafe opendir(path.string) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

private func removeTree(_ path: FilePath) {
    if unsafe unlink(path.string) == 0 { return }
    unsafe chmod(path.string, 0o700)
    for name in listNames(path) { removeTree(path.appending(name)) }
    unsafe rmdir(path.string)
}
