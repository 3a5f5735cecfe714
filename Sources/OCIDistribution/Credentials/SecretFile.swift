import Glibc
import SystemPackage
import SystemSupport

/// Writes a file with secrets, so that a process that is killed on the way leaves none of them behind.
///
/// The bytes go to a file without a name (`O_TMPFILE`, open(2)), which gets one when it is complete. Whoever writes
/// holds a lock, so the name on the way is always the same, and the next one removes what is left of it.
struct SecretFile {
    let path: FilePath

    /// The name on the way.
    var temporaryPath: FilePath { path.removingLastComponent().appending("\(prefix)new") }

    private var prefix: String { ".\(path.lastComponent?.string ?? "")." }

    /// Removes what killed processes left, under any name that was ever used on the way.
    func removeLeftovers() {
        let directory = path.removingLastComponent()
        for name in listDirectory(directory) where name.hasPrefix(prefix) { removeName(directory.appending(name)) }
    }

    /// Replaces the file; its owner alone may read it.
    ///
    /// - Parameter bytes: The content.
    /// - Throws: ``DistributionError`` with the code `storage`.
    func write(_ bytes: [UInt8]) throws(DistributionError) {
        do {
            if let file = unnamedFile() {
                try fill(file, bytes)
                try link(file)
            } else {
                let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
                try fill(try OwnedDescriptor.open(temporaryPath, flags: flags, mode: 0o600), bytes)
            }
            guard unsafe rename(temporaryPath.string, path.string) == 0 else {
                throw SystemCallError.last("rename", path)
            }
        } catch {
            removeName(temporaryPath)
            throw .storage(path, error)
        }
    }

    private func fill(_ file: borrowing OwnedDescriptor, _ bytes: [UInt8]) throws {
        _ = try file.descriptor.writeAll(bytes)
        guard fsync(file.rawValue) == 0 else { throw SystemCallError.last("fsync", path) }
    }

    /// A file without a name; nil where the file system has none.
    private func unnamedFile() -> OwnedDescriptor? {
        // `__O_TMPFILE` (asm-generic/fcntl.h), which the kernel wants together with `O_DIRECTORY`.
        let flags = O_RDWR | O_DIRECTORY | 0o20_000_000
        return try? .open(path.removingLastComponent(), flags: flags, mode: 0o600)
    }

    /// Gives the file a name, as linkat(2) shows for files without one.
    private func link(_ file: borrowing OwnedDescriptor) throws(SystemCallError) {
        let result = unsafe linkat(
            AT_FDCWD, "/proc/self/fd/\(file.rawValue)", AT_FDCWD, temporaryPath.string, AT_SYMLINK_FOLLOW)
        guard result == 0 else { throw .last("linkat", path) }
    }
}
