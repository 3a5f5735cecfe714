/// Starts programs of the host. The real one is `SubprocessLauncher`; tests use a fake.
public protocol ProcessLauncher: Sendable {
    /// Runs a program to its end and keeps what it printed.
    ///
    /// Cancelling the task ends the program.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - input: What the program reads from its standard input.
    ///   - outputLimit: The number of bytes kept of each of the two outputs; more is an error.
    /// - Returns: How it ended, and its output. A non-zero exit status is a result, not an error.
    /// - Throws: ``ProcessLaunchError`` when the program could not be started or printed too much;
    ///   `CancellationError` when the task was cancelled.
    func run(_ command: ProcessCommand, input: [UInt8], outputLimit: Int) async throws -> ProcessResult

    /// Starts a program and leaves it running.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - options: Its descriptors and what ties it to this process.
    /// - Returns: The running program.
    /// - Throws: ``ProcessLaunchError`` when it could not be started.
    func start(_ command: ProcessCommand, options: ProcessOptions) throws -> any RunningProcess
}

/// A program that is running, or has run.
public protocol RunningProcess: Sendable {
    /// The process id. It is not reused before ``waitUntilExit()`` has returned once.
    var processIdentifier: Int32 { get }

    /// What the program writes to its standard output, in pieces as they come. One reader at a time;
    /// the program waits when nobody reads. Empty unless ``ProcessOptions/standardOutput`` is `.stream`.
    var standardOutput: ProcessOutput { get }

    /// As ``standardOutput``, for standard error.
    var standardError: ProcessOutput { get }

    /// Writes to the program's standard input, waiting while its pipe is full.
    ///
    /// - Parameter bytes: What to write.
    /// - Throws: ``ProcessLaunchError`` when the input was not asked for or the program closed it.
    func write(_ bytes: [UInt8]) async throws

    /// Waits for the end of the program. May be called by many, and after the end.
    ///
    /// - Returns: How it ended.
    func waitUntilExit() async -> ProcessTermination

    /// Sends a signal; nothing happens when the program has ended.
    ///
    /// - Parameters:
    ///   - number: The signal's number.
    ///   - wholeGroup: Whether every process of its group gets it.
    func signal(_ number: Int32, wholeGroup: Bool)
}

/// What a program writes, as an async sequence of pieces.
public struct ProcessOutput: AsyncSequence, Sendable {
    /// Returns the next piece, or nil at the end.
    public typealias Read = @Sendable () async -> [UInt8]?

    private let read: Read

    /// Creates the sequence.
    ///
    /// - Parameter read: Returns the next piece, or nil at the end.
    public init(_ read: @escaping Read) {
        self.read = read
    }

    /// Reads piece after piece.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let read: Read

        /// The next piece, or nil at the end.
        public mutating func next() async -> [UInt8]? {
            await read()
        }
    }

    /// An iterator over the pieces.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(read: read)
    }
}
