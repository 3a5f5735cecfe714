import Glibc
package import SystemPackage

/// A lock that one holder has at a time, whatever processes ask for it (flock(2)). It goes with its holder.
package struct FileLock: ~Copyable, Sendable {
    private let file: OwnedDescriptor

    /// Waits for the lock.
    ///
    /// - Parameters:
    ///   - path: The file that stands for it; it is made when it is not there, and stays.
    ///   - isWaiting: Whether to wait while another has it. When not, an error of `wouldBlock` says that it is taken.
    /// - Throws: ``SystemCallError``.
    package init(path: FilePath, isWaiting: Bool = true) throws(SystemCallError) {
        let file = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        while flock(file.rawValue, LOCK_EX | (isWaiting ? 0 : LOCK_NB)) != 0 {
            let error = SystemCallError.last("flock", path)
            guard error.errno == .interrupted else { throw error }
        }
        self.file = file
    }

    deinit {
        // A child that another thread is just starting has the file too, until it runs its program; closing the file
        // would not give the lock back before that.
        _ = flock(file.rawValue, LOCK_UN)
    }

    /// Keeps the lock up to here.
    package consuming func release() {}
}
