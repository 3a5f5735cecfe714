import FoundationEssentials
import Glibc
import SystemPackage
import SystemSupport

/// The file work of this module, with its errors.
enum FileAccess {
    /// Reads a file whole.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The number of bytes it may have.
    /// - Returns: Its bytes.
    /// - Throws: ``KernelBuildError`` when it is missing, not a file or too long.
    static func read(_ path: FilePath, limit: Int) throws(KernelBuildError) -> [UInt8] {
        do {
            let file = try OwnedDescriptor.open(path, flags: 0)
            let status = try FileStatus(descriptor: file.rawValue, path: path)
            guard status.kind == .regular else {
                throw SystemCallError(systemCall: "open", errno: .isDirectory, path: path)
            }
            guard status.size <= UInt64(limit) else {
                throw SystemCallError(systemCall: "open", errno: .fileTooLarge, path: path)
            }
            return try file.read(at: 0, limit: Int(status.size), path: path)
        } catch {
            throw .file("read", path.string, error)
        }
    }

    /// Reads a file whole; nil when there is none.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The number of bytes it may have.
    /// - Returns: Its bytes, or nil.
    /// - Throws: ``KernelBuildError`` when it is there and cannot be read.
    static func readIfPresent(_ path: FilePath, limit: Int) throws(KernelBuildError) -> [UInt8]? {
        guard exists(path) else { return nil }
        return try read(path, limit: limit)
    }

    /// Writes a file so that it appears whole or not at all.
    ///
    /// - Parameters:
    ///   - bytes: Its content.
    ///   - path: The file; its directory is made.
    ///   - mode: Its permissions.
    /// - Throws: ``KernelBuildError``.
    static func write(_ bytes: some Sequence<UInt8>, to path: FilePath, mode: UInt32 = 0o644) throws(KernelBuildError) {
        do {
            try makeDirectories(path.removingLastComponent())
            let file = try AtomicFile(path: path, mode: mode)
            try file.descriptor.writeAll(bytes)
            try file.commit()
        } catch {
            throw .file("write", path.string, error)
        }
    }

    /// Copies a file so that the copy appears whole or not at all.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - target: The copy.
    /// - Throws: ``KernelBuildError``.
    static func copy(_ source: FilePath, to target: FilePath) throws(KernelBuildError) {
        do {
            let mode = try FileStatus(of: source, followSymlink: true).mode
            try makeDirectories(target.removingLastComponent())
            let input = try OwnedDescriptor.open(source, flags: 0)
            let output = try AtomicFile(path: target, mode: mode & 0o777)
            _ = try input.copy(to: output.descriptor, path: source)
            try output.commit()
        } catch {
            throw .file("copy", source.string, error)
        }
    }

    /// Makes a directory with all that lead to it.
    ///
    /// - Parameter path: The directory.
    /// - Throws: ``KernelBuildError``.
    static func makeDirectory(_ path: FilePath) throws(KernelBuildError) {
        do {
            try makeDirectories(path)
        } catch {
            throw .file("make the directory", path.string, error)
        }
    }

    /// Whether a name is there, whatever it is.
    static func exists(_ path: FilePath) -> Bool {
        (try? FileStatus(of: path)) != nil
    }

    /// The kind of a name, symlinks followed; nil when it is not there.
    static func kind(_ path: FilePath) -> FileKind? {
        (try? FileStatus(of: path, followSymlink: true))?.kind
    }

    /// Removes a file or a directory with all in it; a symlink itself, not what it names. Nothing happens
    /// when it is not there.
    ///
    /// - Parameter path: What to remove.
    /// - Throws: ``KernelBuildError``.
    static func remove(_ path: FilePath) throws(KernelBuildError) {
        guard exists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path.string)
        } catch {
            throw .file("remove", path.string, error)
        }
    }

    /// Gives a file or directory another name on the same file system.
    ///
    /// - Parameters:
    ///   - source: The old name.
    ///   - target: The new name; a file that has it is replaced.
    /// - Throws: ``KernelBuildError``.
    static func move(_ source: FilePath, to target: FilePath) throws(KernelBuildError) {
        guard unsafe rename(source.string, target.string) == 0 else {
            throw .file("move", source.string, SystemCallError.last("rename", target))
        }
    }

    /// The names in a directory, in the order of their bytes.
    ///
    /// - Parameter path: The directory.
    /// - Returns: The names; empty when it cannot be read.
    static func names(in path: FilePath) -> [String] {
        let names = (try? DirectoryNames.list(path)) ?? []
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
