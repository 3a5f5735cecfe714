/// A program with its arguments.
public struct ProcessCommand: Sendable, Hashable {
    /// The program: a path when it holds a slash, else a name looked up in `PATH`.
    public var executable: String
    /// The arguments after the program's name.
    public var arguments: [String]
    /// Variables set beside those of this process; nil removes one.
    public var environment: [String: String?]
    /// The directory to run in; nil is that of this process.
    public var workingDirectory: String?

    /// Creates a command.
    ///
    /// - Parameters:
    ///   - executable: A path when it holds a slash, else a name looked up in `PATH`.
    ///   - arguments: The arguments after the program's name.
    ///   - environment: Variables set beside those of this process; nil removes one.
    ///   - workingDirectory: The directory to run in; nil is that of this process.
    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String?] = [:],
        workingDirectory: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}

/// How a long-running program is started.
public struct ProcessOptions: Sendable, Hashable {
    /// Where the program's standard input comes from.
    public enum Input: Sendable, Hashable {
        /// Nothing: `/dev/null`.
        case none
        /// ``RunningProcess/write(_:)``.
        case stream
        /// This process's own.
        case inherited
    }

    /// Where an output of the program goes.
    public enum Output: Sendable, Hashable {
        /// Nowhere.
        case discarded
        /// To the sequence of ``RunningProcess``.
        case stream
        /// To this process's own.
        case inherited
        /// To the end of a file, which is made when it is not there, readable by its owner.
        case file(String)
    }

    /// Standard input.
    public var standardInput: Input = .none
    /// Standard output.
    public var standardOutput: Output = .stream
    /// Standard error.
    public var standardError: Output = .stream
    /// Descriptors of this process that become 3, 4, … in the program.
    public var passedDescriptors: [Int32] = []
    /// Whether the program leads a process group of its own, so that a terminal's signals do not reach it.
    public var ownProcessGroup = true
    /// Whether the program leads a session of its own, without a terminal, so that it outlives this one.
    public var ownSession = false
    /// Whether the system kills the program when this process ends for whatever reason.
    public var endsWithParent = true

    /// Creates the defaults: no input, both outputs streamed, an own process group, tied to this process.
    public init() {}
}

/// How a program ended.
public enum ProcessTermination: Sendable, Hashable, CustomStringConvertible {
    /// It returned a status, 0 to 255.
    case exited(Int32)
    /// A signal ended it.
    case signaled(Int32)

    /// The text for people.
    public var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signaled(let number): "signal \(number)"
        }
    }
}

/// What a program that ran to its end left.
public struct ProcessResult: Sendable, Hashable {
    /// How it ended.
    public var termination: ProcessTermination
    /// What it wrote to standard output.
    public var standardOutput: [UInt8]
    /// What it wrote to standard error.
    public var standardError: [UInt8]

    /// Creates a result.
    ///
    /// - Parameters:
    ///   - termination: How it ended.
    ///   - standardOutput: What it wrote to standard output.
    ///   - standardError: What it wrote to standard error.
    public init(termination: ProcessTermination, standardOutput: [UInt8] = [], standardError: [UInt8] = []) {
        self.termination = termination
        self.standardOutput = standardOutput
        self.standardError = standardError
    }

    /// Whether the program exited with status 0.
    public var succeeded: Bool { termination == .exited(0) }
}

/// A program could not be started, fed or read.
public struct ProcessLaunchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// A name for logs.
        public let description: String

        /// The program is not there.
        public static let notFound = Code(description: "notFound")
        /// It is there and cannot be executed.
        public static let notExecutable = Code(description: "notExecutable")
        /// The system refused to make a process.
        public static let systemFailure = Code(description: "systemFailure")
        /// It printed more than was allowed.
        public static let outputLimitExceeded = Code(description: "outputLimitExceeded")
        /// Its input is closed.
        public static let inputClosed = Code(description: "inputClosed")
    }

    /// The kind of failure.
    public var code: Code
    /// The program.
    public var executable: String
    /// The system's error number, or 0.
    public var errno: Int32
    /// What happened and what to do next.
    public var message: String

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - executable: The program.
    ///   - errno: The system's error number, or 0.
    ///   - message: What happened and what to do next.
    public init(code: Code, executable: String, errno: Int32 = 0, message: String) {
        self.code = code
        self.executable = executable
        self.errno = errno
        self.message = message
    }

    /// The text for people.
    public var description: String { message }
}
