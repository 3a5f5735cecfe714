import Subprocess
import SystemPackage
public import UnikraftCore

/// Starts programs of this host.
///
/// Programs that run to their end go through swift-subprocess. A long-running one, such as a virtual
/// machine, is made by a spawn of our own, because it must inherit descriptors, lead a process group and
/// die with this process, which swift-subprocess does not offer.
public struct SubprocessLauncher: ProcessLauncher {
    /// Creates the launcher.
    public init() {}

    /// Runs a program to its end and keeps what it printed.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - input: What it reads from standard input.
    ///   - outputLimit: Bytes kept of each output; more is an error.
    /// - Returns: How it ended, and its output.
    /// - Throws: `ProcessLaunchError`, or `CancellationError` when the task was cancelled.
    public func run(_ command: ProcessCommand, input: [UInt8], outputLimit: Int) async throws -> ProcessResult {
        let path = try ExecutableSearch.locate(command.executable)
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        var updates: [Environment.Key: String?] = [:]
        for (name, value) in command.environment {
            updates[Environment.Key(stringLiteral: name)] = .some(value)
        }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(command.arguments),
                environment: .inherit.updating(updates),
                workingDirectory: command.workingDirectory.map { FilePath($0) }, platformOptions: options,
                input: .array(input), output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
            try Task.checkCancellation()
            return ProcessResult(
                termination: ProcessTermination(result.terminationStatus), standardOutput: result.standardOutput,
                standardError: result.standardError)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Self.translate(error, command)
        }
    }

    /// Starts a program and leaves it running.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - options: Its descriptors and what ties it to this process.
    /// - Returns: The running program.
    /// - Throws: `ProcessLaunchError` when it could not be started.
    public func start(_ command: ProcessCommand, options: ProcessOptions) throws -> any RunningProcess {
        try SpawnedProcess(command, options: options)
    }

    private static func translate(_ error: SubprocessError, _ command: ProcessCommand) -> ProcessLaunchError {
        if error.code == .outputLimitExceeded {
            return ProcessLaunchError(
                code: .outputLimitExceeded, executable: command.executable,
                message:
                    "'\(command.executable)' printed more than was asked for. Raise the limit, or make it print less.")
        }
        return ProcessLaunchError(
            code: .systemFailure, executable: command.executable, errno: error.underlyingError?.rawValue ?? 0,
            message:
                "'\(command.executable)' could not be run: \(error.description). Check that it can be started by hand.")
    }
}

extension ProcessTermination {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let number): self = .signaled(number)
        }
    }
}
