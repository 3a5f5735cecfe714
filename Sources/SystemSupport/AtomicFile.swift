import Glibc
package import SystemPackage

/// A file that appears under its name only when it is complete.
///
/// It is written beside its final place under a temporary name, and renamed by ``commit()``. A value
/// that goes without being committed removes what it wrote.
package struct AtomicFile: ~Copyable, Sendable {
    /// The name it will have.
    package let path: FilePath
    private let temporaryPath: FilePath
    private let file: OwnedDescriptor
    private var isCommitted = false

    /// Creates the temporary file.
    ///
    /// - Parameters:
    ///   - path: The name the file will have; its directory must exist.
    ///   - mode: The permissions it will have; the process's umask applies.
    ///   - keepsAccess: Whether a file that it replaces passes on its permissions and, as far as the process may give
    ///     them, its owner and group.
    /// - Throws: ``SystemCallError``; also when something is there that is no file, such as a device, which must not be
    ///   replaced.
    package init(path: FilePath, mode: UInt32 = 0o644, keepsAccess: Bool = false) throws(SystemCallError) {
        self.path = path
        let present = try? FileStatus(of: path)
        let kind = present?.kind
        guard kind == nil || kind == .regular || kind == .symlink else {
            let errno: Errno = kind == .directory ? .isDirectory : .fileExists
            throw SystemCallError(systemCall: "rename", errno: errno, path: path)
        }
        let name = path.lastComponent?.string ?? ""
        guard !name.isEmpty else {
            throw SystemCallError(systemCall: "openat", errno: .isDirectory, path: path)
        }
        // Names have 255 bytes at most, however many characters that is.
        var beginning = name[...]
        while beginning.utf8.count > 180 { beginning.removeLast() }
        var attempt = 0
        while true {
            let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
            let candidate = path.containingDirectory.appending(".\(beginning).\(suffix)")
            do {
                file = try OwnedDescriptor.open(candidate, flags: O_RDWR | O_CREAT | O_EXCL, mode: mode)
                temporaryPath = candidate
                if keepsAccess, let present, kind == .regular { takeAccess(present) }
                return
            } catch {
                attempt += 1
                guard error.errno == .fileExists, attempt < 16 else {
                    throw SystemCallError(systemCall: error.systemCall, errno: error.errno, path: path)
                }
            }
        }
    }

    /// Gives the new file who may use the old one. If it cannot have the old group, no group gets what that was allowed.
    private func takeAccess(_ old: FileStatus) {
        // The owner alone may not be given; the group then still may.
        if fchown(file.rawValue, old.owner, old.group) != 0 { _ = fchown(file.rawValue, .max, old.group) }
        let group = (try? FileStatus(descriptor: file.rawValue, path: temporaryPath))?.group
        _ = fchmod(file.rawValue, old.mode & (group == old.group ? 0o777 : 0o707))
    }

    deinit {
        guard !isCommitted else { return }
        unsafe temporaryPath.withPlatformString { _ = unsafe unlink($0) }
    }

    /// The file to write to; valid as long as this value.
    package var descriptor: FileDescriptor { file.descriptor }

    /// Gives the file its name, in place of what had it before.
    ///
    /// - Throws: ``SystemCallError`` from `rename`; the temporary file is then gone.
    package consuming func commit() throws(SystemCallError) {
        let result = unsafe temporaryPath.withPlatformString { old in
            unsafe path.withPlatformString { new in unsafe rename(old, new) }
        }
        guard result == 0 else { throw .last("rename", path) }
        isCommitted = true
    }
}
