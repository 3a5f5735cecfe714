import Glibc
package import SystemPackage
import SystemSupport

/// A directory of records, held open, that nobody else may write to.
///
/// Names are looked up in the open directory and never through a symlink. A directory or file that belongs
/// to somebody who is not expected, or that others may write to, is refused: a command of root's would
/// otherwise act on what a stranger wrote.
package final class StateDirectory: Sendable {
    /// Its path, for errors.
    package let path: FilePath
    /// Who may own what is in it: root, this user, and the user whom a network was given to.
    package let owners: Set<UInt32>
    private let directory: OwnedDescriptor

    /// The largest file that is read, in bytes.
    package static let sizeLimit = 16 << 20

    private init(path: FilePath, owners: Set<UInt32>, directory: consuming OwnedDescriptor) {
        self.path = path
        self.owners = owners
        self.directory = directory
    }

    /// Opens a directory.
    ///
    /// - Parameters:
    ///   - path: The directory, relative to `parent` unless it is absolute.
    ///   - parent: An open directory; nil is the working directory.
    ///   - displayPath: The path for errors.
    ///   - user: A user who may own it beside root and this user.
    /// - Returns: The directory; nil when it is not there.
    /// - Throws: ``NetworkError``; `untrustedFile`.
    package static func open(
        _ path: FilePath, in parent: Int32? = nil, displayPath: FilePath, user: UInt32? = nil
    ) throws(NetworkError) -> StateDirectory? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        let owners = Set([0, geteuid()] + (user.map { [$0] } ?? []))
        do {
            let opened = try OwnedDescriptor.open(path, at: parent, flags: flags)
            let status = try FileStatus(descriptor: opened.rawValue, path: displayPath)
            try check(status, owners: owners, path: displayPath)
            return StateDirectory(path: displayPath, owners: owners, directory: opened)
        } catch let error as SystemCallError {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw failure(error, "open the directory of records", displayPath)
        } catch let error as NetworkError {
            throw error
        } catch {
            throw NetworkError(code: .systemFailure, subject: displayPath.string, message: "\(error)")
        }
    }

    /// The descriptor of the directory; valid as long as this value.
    package var descriptor: Int32 { directory.rawValue }

    /// Tells whether a file is one that we may act on.
    static func check(
        _ status: FileStatus, owners: Set<UInt32>, path: FilePath, _ name: String = ""
    ) throws(NetworkError) {
        guard owners.contains(status.owner) else {
            throw untrusted(path.appending(name), "it belongs to user \(status.owner)")
        }
        guard status.mode & 0o022 == 0 else { throw untrusted(path.appending(name), "others may write to it") }
    }

    static func untrusted(_ path: FilePath, _ reason: String) -> NetworkError {
        NetworkError(
            code: .untrustedFile, subject: path.string,
            message: "'\(path)' is not trusted: \(reason). Look who made it, and remove it if nothing needs it.")
    }

    static func failure(_ error: SystemCallError, _ purpose: String, _ path: FilePath) -> NetworkError {
        // ELOOP: the name is a symlink; ENOTDIR: it is one, or a file, where a directory is meant.
        if error.errno == .tooManySymbolicLinkLevels || error.errno == .notDirectory {
            return untrusted(path, "it is a symlink or not what it should be")
        }
        return .system(SystemCallError(systemCall: error.systemCall, errno: error.errno, path: path), purpose)
    }
}
