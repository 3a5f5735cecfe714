import Glibc
import SystemPackage
import SystemSupport

/// A lock on a file that processes and tasks share (flock(2)). It goes with its holder.
struct StoreLock: ~Copyable, Sendable {
    /// How it is held.
    enum Mode: Sendable {
        /// By many at once.
        case shared
        /// By one.
        case exclusive
    }

    /// The locked file.
    let file: OwnedDescriptor

    private init(_ file: consuming OwnedDescriptor) {
        self.file = file
    }

    /// Takes the lock when nobody stands against it; nil when somebody does.
    static func attempt(_ path: FilePath, _ mode: Mode) throws(DistributionError) -> StoreLock? {
        while true {
            let file = try storage(path) { () throws(SystemCallError) in
                do throws(SystemCallError) {
                    return try openFile(path)
                } catch {
                    guard error.errno == .noSuchFileOrDirectory else { throw error }
                    // An image layout of another tool has no place for locks yet.
                    try makeDirectories(path.removingLastComponent())
                    return try openFile(path)
                }
            }
            guard try lock(file, path, mode) else { return nil }
            // The name may have been given to another file between the two calls.
            let mine = try storage(path) { () throws(SystemCallError) in
                try FileStatus(descriptor: file.rawValue, path: path)
            }
            if let named = try? FileStatus(of: path), named.inode == mine.inode { return StoreLock(file) }
        }
    }

    private static func openFile(_ path: FilePath) throws(SystemCallError) -> OwnedDescriptor {
        try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o644)
    }

    /// Waits for the lock without holding a thread.
    static func take(_ path: FilePath, _ mode: Mode) async throws -> StoreLock {
        var pause = Duration.milliseconds(1)
        while true {
            if let lock = try attempt(path, mode) { return lock }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
    }

    private static func lock(
        _ file: borrowing OwnedDescriptor, _ path: FilePath, _ mode: Mode
    ) throws(DistributionError) -> Bool {
        while flock(file.rawValue, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
            switch currentErrno() {
            case .interrupted: continue
            case .wouldBlock: return false
            default: throw .storage(path, SystemCallError.last("flock", path))
            }
        }
        return true
    }
}
