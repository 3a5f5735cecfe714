import Glibc
package import SystemPackage
import SystemSupport

extension StateDirectory {
    /// Opens a directory, and makes it when it is not there: readable by all, written by its owner.
    ///
    /// - Parameters:
    ///   - path: The directory, relative to `parent` unless it is absolute.
    ///   - parent: An open directory; nil is the working directory.
    ///   - displayPath: The path for errors.
    ///   - user: The user to give it to; nil keeps it.
    ///   - group: The group to give it to.
    /// - Returns: The directory.
    /// - Throws: ``NetworkError``.
    package static func make(
        _ path: FilePath, in parent: Int32? = nil, displayPath: FilePath, user: UInt32? = nil, group: UInt32? = nil
    ) throws(NetworkError) -> StateDirectory {
        let result = unsafe path.withPlatformString { unsafe mkdirat(parent ?? AT_FDCWD, $0, 0o700) }
        let isNew = result == 0
        if !isNew {
            let error = SystemCallError.last("mkdirat", displayPath)
            guard error.errno == .fileExists else { throw failure(error, "make the directory of records", displayPath) }
        }
        guard let directory = try open(path, in: parent, displayPath: displayPath, user: user) else {
            let error = SystemCallError(systemCall: "openat", errno: .noSuchFileOrDirectory, path: displayPath)
            throw failure(error, "open the directory of records", displayPath)
        }
        // A process that was killed may have made it and not opened it to others yet.
        let isPrivate = try directory.isPrivate()
        if isNew || isPrivate {
            try give(directory.descriptor, displayPath, mode: 0o755, user: user, group: group)
        }
        return directory
    }

    /// Opens a directory in this one, and makes it when it is not there.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - user: The user to give it to; nil keeps it.
    ///   - group: The group to give it to.
    /// - Returns: The directory.
    /// - Throws: ``NetworkError``.
    package func makeDirectory(
        _ name: String, user: UInt32? = nil, group: UInt32? = nil
    ) throws(NetworkError) -> StateDirectory {
        try Self.make(
            FilePath(name), in: descriptor, displayPath: path.appending(name), user: user, group: group)
    }

    /// Opens a directory in this one.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - user: A user who may own it beside root and this user.
    /// - Returns: The directory; nil when it is not there.
    /// - Throws: ``NetworkError``; `untrustedFile`.
    package func directory(_ name: String, user: UInt32? = nil) throws(NetworkError) -> StateDirectory? {
        try Self.open(FilePath(name), in: descriptor, displayPath: path.appending(name), user: user)
    }

    private func isPrivate() throws(NetworkError) -> Bool {
        do {
            let status = try FileStatus(descriptor: descriptor, path: path)
            return status.owner == geteuid() && status.mode & 0o777 == 0o700
        } catch {
            throw Self.failure(error, "open the directory of records", path)
        }
    }

    static func give(
        _ descriptor: Int32, _ path: FilePath, mode: UInt32, user: UInt32?, group: UInt32?
    ) throws(NetworkError) {
        // Owner first: with it goes the right to change the mode, unless we are root.
        if let user, user != geteuid() {
            guard fchown(descriptor, user, group ?? UInt32.max) == 0 else {
                throw failure(.last("fchown", path), "give '\(path)' to user \(user)", path)
            }
        }
        guard fchmod(descriptor, mode) == 0 else {
            throw failure(.last("fchmod", path), "set the permissions of '\(path)'", path)
        }
    }
}
