/// A machine could not be planned, started, watched or stopped.
public struct LaunchError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// A name for logs.
        public let description: String

        /// The guest's command line cannot express what was asked for.
        public static let commandLine = Code(description: "commandLine")
        /// The kernel file cannot be booted.
        public static let kernel = Code(description: "kernel")
        /// The initramfs file cannot be used.
        public static let initramfs = Code(description: "initramfs")
        /// The guest would not have enough memory.
        public static let memory = Code(description: "memory")
        /// A port of the host cannot be listened on.
        public static let port = Code(description: "port")
        /// The configuration contradicts itself or asks for something unknown.
        public static let configuration = Code(description: "configuration")
        /// QEMU is not installed.
        public static let hypervisorMissing = Code(description: "hypervisorMissing")
        /// QEMU ended by itself or could not be started.
        public static let hypervisorFailed = Code(description: "hypervisorFailed")
        /// Hardware acceleration was demanded and cannot be had.
        public static let acceleration = Code(description: "acceleration")
        /// A file could not be read or written.
        public static let file = Code(description: "file")
        /// The guest ended before it was ready.
        public static let guestEnded = Code(description: "guestEnded")
        /// Something did not happen in time.
        public static let timeout = Code(description: "timeout")
        /// There is no machine of that name.
        public static let notFound = Code(description: "notFound")
        /// The record of a machine cannot be read.
        public static let damaged = Code(description: "damaged")
        /// Another machine has the name, or another process is working on the machine.
        public static let taken = Code(description: "taken")
        /// QEMU's control channel failed or refused a command.
        public static let control = Code(description: "control")
    }

    /// The kind of failure.
    public var code: Code
    /// What it is about: a path, a port, an argument. Empty when there is no one thing.
    public var subject: String
    /// What happened.
    public var message: String
    /// What to do next.
    public var remedy: String
    /// The error below this one, if any.
    public var cause: (any Error)?

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - subject: What it is about.
    ///   - message: What happened.
    ///   - remedy: What to do next.
    ///   - cause: The error below this one.
    public init(
        _ code: Code, subject: String = "", _ message: String, remedy: String, cause: (any Error)? = nil
    ) {
        self.code = code
        self.subject = subject
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }

    /// What happened, to what, and what to do next, in one or two sentences.
    public var description: String {
        let causeText = cause.map { " (\($0))" } ?? ""
        let end = causeText.isEmpty && message.hasSuffix(".") ? "" : "."
        return "\(message)\(causeText)\(end) \(remedy)"
    }
}
