import Glibc
import SystemPackage
import SystemSupport

/// A directory for the links and files that stand between a machine's own files and QEMU.
///
/// Its owner holds a lock in it. What a killed process has left is known by its lock being free, and is removed by
/// whoever makes the next one.
final class StagingDirectory: Sendable {
    /// Its path, which QEMU and the guest take as it is.
    let path: FilePath
    private let lock: FileLock

    /// Makes a directory of this process's own below `TMPDIR`, or `/tmp` where that path is no safe one.
    ///
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/file``.
    convenience init() throws(LaunchError) {
        let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        try self.init(in: named.hasPrefix("/") && SafePath.isSafe(named) ? FilePath(named) : "/tmp")
    }

    init(in parent: FilePath) throws(LaunchError) {
        Self.removeAbandoned(in: parent)
        do {
            // It gets its name when the lock is held, so that nobody takes it for an abandoned one.
            var template = Array(parent.appending(".swift-unikraft.XXXXXX").string.utf8CString)
            let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
                unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
            }
            guard isMade else { throw SystemCallError.last("mkdtemp", parent) }
            let name = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            lock = try FileLock(path: FilePath(name).appending("lock"), isWaiting: false)
            path = parent.appending(Self.prefix + name.suffix(6))
            guard unsafe rename(name, path.string) == 0 else { throw SystemCallError.last("rename", path) }
        } catch {
            throw LaunchError(
                .file, subject: parent.string, "no temporary directory could be made in '\(parent)'",
                remedy: "Check its permissions and its free space, or set TMPDIR.", cause: error)
        }
    }

    /// Removes it with what is in it.
    func remove() {
        Self.remove(path)
    }

    /// Removes a directory that holds files and links only.
    static func remove(_ directory: FilePath) {
        for name in (try? DirectoryNames.list(directory)) ?? [] { unsafe unlink(directory.appending(name).string) }
        unsafe rmdir(directory.string)
    }

    private static func removeAbandoned(in parent: FilePath) {
        for name in (try? DirectoryNames.list(parent)) ?? [] where name.hasPrefix(prefix) {
            let place = parent.appending(name)
            guard let status = try? FileStatus(of: place), status.kind == .directory, status.owner == geteuid(),
                let lock = try? FileLock(path: place.appending("lock"), isWaiting: false)
            else { continue }
            remove(place)
            extendLifetime(lock)
        }
    }

    private static let prefix = "swift-unikraft."
}

/// Paths that QEMU and the guest take as they are.
///
/// QEMU cuts an initramfs's path at commas and blanks, and the guest's command line begins with the kernel's
/// path, which blanks and quotes would split.
enum SafePath {
    static func isSafe(_ path: String) -> Bool {
        !path.isEmpty
            && path.utf8.allSatisfy { byte in
                GuestToken.isPlain(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "[")
                    && byte != UInt8(ascii: "]")
            }
    }
}
