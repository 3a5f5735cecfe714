import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// Runs make, reads its output as it comes, and ends it when the task is cancelled.
struct MakeRunner: Sendable {
    let launcher: any ProcessLauncher
    let log: BuildLog
    let progress: any ProgressReporter
    /// The name of the progress item.
    let item: String
    /// The number of steps that the last full build had, if known.
    let expectedSteps: UInt64?

    /// Runs make to its end.
    ///
    /// - Parameters:
    ///   - invocation: The directories and names.
    ///   - goal: What make is asked to do.
    ///   - jobs: How many commands it may run at once.
    /// - Throws: ``KernelBuildError`` when it fails; `CancellationError` when the task was cancelled.
    func run(_ invocation: MakeInvocation, _ goal: MakeInvocation.Goal, jobs: Int) async throws {
        try Task.checkCancellation()
        let command = invocation.command(goal, jobs: jobs)
        _ = log.take(Array("$ \(command.executable) \(command.arguments.joined(separator: " "))".utf8))
        let before = log.summary.diagnostics.count
        let process = try launcher.start(command, options: ProcessOptions())
        let termination = await withTaskCancellationHandler {
            async let output: Void = read(process.standardOutput)
            async let errors: Void = read(process.standardError)
            _ = await (output, errors)
            return await process.waitUntilExit()
        } onCancel: {
            Self.end(process)
        }
        try Task.checkCancellation()
        guard termination != .exited(0) else { return }
        throw failure(termination, log.summary, ignoring: before)
    }

    private func read(_ output: ProcessOutput) async {
        var lines = LineSplitter(limit: 1 << 16)
        for await piece in output {
            for line in lines.feed(piece) { report(line) }
        }
        if let line = lines.finish() { report(line) }
    }

    private func report(_ bytes: [UInt8]) {
        guard case (.step, let steps) = log.take(bytes) else { return }
        progress.report(
            ProgressEvent(item: item, kind: .advanced(done: steps, total: expectedSteps.map { max($0, steps) })))
    }

    /// Asks make and all that it started to end, and kills them when they have not after five seconds.
    private static func end(_ process: any RunningProcess) {
        process.signal(SIGTERM, wholeGroup: true)
        Task {
            try? await Task.sleep(for: .seconds(5))
            process.signal(SIGKILL, wholeGroup: true)
        }
    }

    private func failure(
        _ termination: ProcessTermination, _ summary: BuildLog.Summary, ignoring count: Int
    ) -> KernelBuildError {
        let new = summary.diagnostics.dropFirst(count).filter { $0.severity == .error }
        let causes = new.filter { $0.code != .make } + new.filter { $0.code == .make }
        let logFile = log.path.string
        if summary.isDiskFull {
            return KernelBuildError(
                .diskFull, subject: item, "the disk is full", remedy: "Make room and run the build again.",
                diagnostics: causes, logFile: logFile)
        }
        if case .signaled(let number) = termination {
            return KernelBuildError(
                .makeKilled, subject: item, "make was ended by signal \(number)",
                remedy: "Run the build again; if it happens again, give fewer jobs (-j), as memory may be short.",
                diagnostics: causes, logFile: logFile)
        }
        let first = causes.first.map { diagnostic in
            ": " + (diagnostic.location.map { "\($0): " } ?? "") + diagnostic.message
        }
        return KernelBuildError(
            .makeFailed, subject: item, "make failed with \(termination)\(first ?? "")",
            remedy: "Correct what the first message names and run the build again.",
            diagnostics: causes, logFile: logFile)
    }
}
