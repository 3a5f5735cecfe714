import Glibc
import RootfsModel
import SystemPackage
import SystemSupport

/// A directory for work in progress. Its owner removes it; when the whole process is killed, the next build does.
///
/// Its owner holds a lock on it (flock(2)), which the system gives back however the owner ends. So others can tell it
/// from one that was left behind.
final class WorkDirectory: Sendable {
    /// Where it is: an absolute path, for programs that are started elsewhere.
    let path: FilePath
    private let lock: OwnedDescriptor

    /// Makes a directory with a name of its own.
    ///
    /// - Parameter parent: The directory that it is made in, which is made too.
    /// - Throws: `SystemCallError`.
    init(in parent: FilePath) throws(SystemCallError) {
        try makeDirectories(parent)
        // No other process looks for what was left behind between the two steps.
        let gate = try FileLock(path: Self.gate(of: parent))
        path = (parent.resolved ?? parent).appending(String(UInt64.random(in: .min ... .max), radix: 36))
        try makeDirectories(path, mode: 0o700)
        lock = try OwnedDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY)
        flock(lock.rawValue, LOCK_EX | LOCK_NB)
        _ = consume gate
    }

    private init?(leftBehind path: FilePath) {
        guard let lock = try? OwnedDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
            flock(lock.rawValue, LOCK_EX | LOCK_NB) == 0
        else { return nil }
        self.path = path
        self.lock = lock
    }

    /// Removes it with everything in it. Whoever made it calls this on every path.
    func remove() {
        try? removeDirectoryTree(path)
    }

    /// Takes over the directories whose owners were killed.
    ///
    /// - Parameter parent: The directory that they are in.
    /// - Returns: The directories, for the caller to remove.
    static func leftBehind(in parent: FilePath) -> [WorkDirectory] {
        guard let names = try? DirectoryNames.list(parent), !names.isEmpty,
            let gate = try? FileLock(path: gate(of: parent))
        else { return [] }
        let found = names.compactMap { WorkDirectory(leftBehind: parent.appending($0)) }
        _ = consume gate
        return found
    }

    private static func gate(of parent: FilePath) -> FilePath {
        parent.removingLastComponent().appending("work.lock")
    }
}
