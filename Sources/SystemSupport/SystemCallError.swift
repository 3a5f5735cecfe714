public import SystemPackage

/// A system call that failed.
public struct SystemCallError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call's name, for example `openat`.
    public var systemCall: String
    /// The error number that the system gave.
    public var errno: Errno
    /// The file that the call was about, if any.
    public var path: FilePath?

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - systemCall: The call's name.
    ///   - errno: The error number that the system gave.
    ///   - path: The file that the call was about, if any.
    public init(systemCall: String, errno: Errno, path: FilePath? = nil) {
        self.systemCall = systemCall
        self.errno = errno
        self.path = path
    }

    /// The text for people.
    public var description: String {
        let subject = path.map { "'\($0)': " } ?? ""
        return "\(subject)\(errno) (\(systemCall), errno \(errno.rawValue))"
    }
}

extension SystemCallError {
    /// The error that the last system call of this thread left in `errno`.
    ///
    /// - Parameters:
    ///   - systemCall: The call's name.
    ///   - path: The file that the call was about, if any.
    /// - Returns: The error.
    package static func last(_ systemCall: String, _ path: FilePath? = nil) -> SystemCallError {
        SystemCallError(systemCall: systemCall, errno: currentErrno(), path: path)
    }
}
