/// Something about a network of this host could not be done or read.
public struct NetworkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure.
    public var code: Code
    /// The network, interface, machine or file that it is about; empty when there is none.
    public var subject: String
    /// What happened, where, and what to do next.
    public var message: String
    /// The system's error number (errno(3)), or 0.
    public var errno: Int32
    /// The system call or netlink request that failed, for example `RTM_NEWLINK`; nil when there is none.
    public var operation: String?
    /// The kernel's own words: `NLMSGERR_ATTR_MSG` of an extended acknowledgement (linux/netlink.h).
    public var kernelMessage: String?
    /// The offset in bytes within a message, or the line of a record from 1; nil when there is none.
    public var position: Int?

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - subject: The network, interface, machine or file that it is about.
    ///   - message: What happened, where, and what to do next.
    ///   - errno: The system's error number, or 0.
    ///   - operation: The system call or netlink request that failed.
    ///   - kernelMessage: The kernel's own words.
    ///   - position: The offset within a message, or the line of a record.
    public init(
        code: Code, subject: String = "", message: String, errno: Int32 = 0, operation: String? = nil,
        kernelMessage: String? = nil, position: Int? = nil
    ) {
        self.code = code
        self.subject = subject
        self.message = message
        self.errno = errno
        self.operation = operation
        self.kernelMessage = kernelMessage
        self.position = position
    }

    /// The text for people.
    public var description: String { message }
}
