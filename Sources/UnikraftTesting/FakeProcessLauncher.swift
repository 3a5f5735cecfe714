import Synchronization
public import UnikraftCore

/// A launcher that starts nothing: a script says what each program prints and how it ends.
public final class FakeProcessLauncher: ProcessLauncher {
    /// Decides what a program does. It may throw a `ProcessLaunchError` for one that cannot be started.
    public typealias Script = @Sendable (ProcessCommand, ProcessOptions) throws -> FakeProcess

    private let script: Script
    private let log = Mutex<[ProcessCommand]>([])

    /// Creates a launcher.
    ///
    /// - Parameter script: Decides what a program does.
    public init(_ script: @escaping Script) {
        self.script = script
    }

    /// The programs that were started, in order.
    public var commands: [ProcessCommand] { log.withLock { $0 } }

    /// Plays a program to its end.
    ///
    /// - Parameters:
    ///   - command: The program.
    ///   - input: Ignored.
    ///   - outputLimit: Ignored.
    /// - Returns: What the script says.
    /// - Throws: What the script throws.
    public func run(_ command: ProcessCommand, input: [UInt8], outputLimit: Int) async throws -> ProcessResult {
        log.withLock { $0.append(command) }
        let process = try script(command, ProcessOptions())
        return ProcessResult(
            termination: await process.waitUntilExit(), standardOutput: process.output,
            standardError: process.errorOutput)
    }

    /// Plays a program.
    ///
    /// - Parameters:
    ///   - command: The program.
    ///   - options: Handed to the script.
    /// - Returns: What the script says.
    /// - Throws: What the script throws.
    public func start(_ command: ProcessCommand, options: ProcessOptions) throws -> any RunningProcess {
        log.withLock { $0.append(command) }
        return try script(command, options)
    }
}

/// A program that only plays its part.
public final class FakeProcess: RunningProcess {
    private struct State {
        var termination: ProcessTermination?
        var waiters: [CheckedContinuation<ProcessTermination, Never>] = []
        var signals: [Int32] = []
    }

    /// An id that no real process has.
    public let processIdentifier: Int32 = .max
    /// Everything it writes to standard output.
    public let output: [UInt8]
    /// Everything it writes to standard error.
    public let errorOutput: [UInt8]
    private let state: Mutex<State>

    /// Creates a program.
    ///
    /// - Parameters:
    ///   - output: What it writes to standard output.
    ///   - errorOutput: What it writes to standard error.
    ///   - termination: How it ends by itself; nil keeps it running until a signal comes, after which it ends with
    ///     that signal.
    public init(output: String = "", errorOutput: String = "", termination: ProcessTermination? = .exited(0)) {
        self.output = Array(output.utf8)
        self.errorOutput = Array(errorOutput.utf8)
        state = Mutex(State(termination: termination))
    }

    /// The signals it was sent, in order.
    public var signals: [Int32] { state.withLock { $0.signals } }

    /// Its output in one piece, then its end.
    public var standardOutput: ProcessOutput { stream(output) }

    /// Its error output in one piece, then its end.
    public var standardError: ProcessOutput { stream(errorOutput) }

    /// Takes everything.
    ///
    /// - Parameter bytes: Dropped.
    /// - Throws: Nothing.
    public func write(_ bytes: [UInt8]) async throws {}

    /// Waits for its end.
    ///
    /// - Returns: How it ended.
    public func waitUntilExit() async -> ProcessTermination {
        await withCheckedContinuation { continuation in
            let ended = state.withLock { state in
                if state.termination == nil { state.waiters.append(continuation) }
                return state.termination
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// Ends it.
    ///
    /// - Parameters:
    ///   - number: The signal.
    ///   - wholeGroup: Ignored.
    public func signal(_ number: Int32, wholeGroup: Bool) {
        let waiters = state.withLock { state -> [CheckedContinuation<ProcessTermination, Never>] in
            state.signals.append(number)
            guard state.termination == nil else { return [] }
            state.termination = .signaled(number)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: .signaled(number)) }
    }

    private func stream(_ bytes: [UInt8]) -> ProcessOutput {
        let sent = SentFlag(bytes.isEmpty)
        return ProcessOutput { [self] in
            if !sent.exchange() { return bytes }
            _ = await waitUntilExit()
            return nil
        }
    }
}

/// Whether the one piece of a stream has been handed out.
private final class SentFlag: Sendable {
    private let flag: Mutex<Bool>

    init(_ value: Bool) {
        flag = Mutex(value)
    }

    /// Sets the flag and returns what it was.
    func exchange() -> Bool {
        flag.withLock { value in
            defer { value = true }
            return value
        }
    }
}
