import Glibc
import Synchronization
import SystemPackage
import SystemSupport

/// A lock file of a directory of records (flock(2)). The system gives the lock back when the process dies.
package final class StateLock: Sendable {
    private let file: OwnedDescriptor
    private let path: FilePath
    // The system's lock belongs to the open file: threads that share this object need one among themselves.
    private let threads = Mutex<Void>(())

    /// Opens the lock file, and makes it when it is not there. Only its owner may open it, so that no
    /// stranger can keep others waiting.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - user: The user to give the file to when it is made; nil keeps it.
    ///   - group: The group to give it to.
    /// - Throws: ``NetworkError``.
    package init(in directory: StateDirectory, user: UInt32? = nil, group: UInt32? = nil) throws(NetworkError) {
        path = directory.path.appending("lock")
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK
        do {
            file = try .open("lock", at: directory.descriptor, flags: flags, mode: 0o600)
        } catch {
            throw StateDirectory.failure(error, "open the lock '\(path)'", path)
        }
        let status: FileStatus
        do {
            status = try FileStatus(descriptor: file.rawValue, path: path)
        } catch {
            throw StateDirectory.failure(error, "open the lock '\(path)'", path)
        }
        try StateDirectory.check(status, owners: directory.owners, path: path)
        if let user, status.owner == 0, user != 0 {
            try StateDirectory.give(file.rawValue, path, mode: 0o600, user: user, group: group)
        }
    }

    /// Waits for the lock and does something under it.
    ///
    /// - Parameter work: What to do.
    /// - Returns: What the work returned.
    /// - Throws: ``NetworkError`` from the work; `networkNotFound` when the directory was removed meanwhile.
    package func withLock<Output: Sendable>(
        _ work: () throws(NetworkError) -> Output
    ) throws(NetworkError) -> Output {
        try threads.withLock { _ throws(NetworkError) in
            _ = try operate(LOCK_EX)
            defer { _ = try? operate(LOCK_UN) }
            try checkLinked()
            return try work()
        }
    }

    /// Takes the lock if nobody has it.
    ///
    /// - Returns: Whether it was taken; then ``unlock()`` gives it back.
    /// - Throws: ``NetworkError``.
    package func tryLock() throws(NetworkError) -> Bool {
        try operate(LOCK_EX | LOCK_NB)
    }

    /// Gives the lock back.
    package func unlock() {
        _ = try? operate(LOCK_UN)
    }

    private func operate(_ operation: Int32) throws(NetworkError) -> Bool {
        // The name also stands for a struct; the type picks the function.
        let call: (Int32, Int32) -> Int32 = flock
        while call(file.rawValue, operation) != 0 {
            let error = SystemCallError.last("flock", path)
            if error.errno == .wouldBlock { return false }
            guard error.errno == .interrupted else { throw .system(error, "lock '\(path)'") }
        }
        return true
    }

    private func checkLinked() throws(NetworkError) {
        do {
            guard try FileStatus(descriptor: file.rawValue, path: path).linkCount == 0 else { return }
        } catch {
            throw .system(error, "lock '\(path)'")
        }
        throw NetworkError(
            code: .networkNotFound, subject: path.string, message: "The network of '\(path)' was removed meanwhile.")
    }
}
