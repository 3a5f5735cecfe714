import Synchronization
public import UnikraftCore

/// A running machine.
///
/// The system kills QEMU when this process ends for whatever reason. Within the process the machine runs
/// until the guest ends or ``stop(grace:)`` is called; ``withMachine(_:launcher:options:body:)``
/// calls it on every path.
public final class Machine: Sendable {
    /// The guest's serial console.
    public let console = Console()

    private struct State {
        var plan: MachinePlan
        var process: QEMUProcess?
        var isStopping = false
        var report: GuestReport
        var lines = LineSplitter(limit: 64 << 10)
    }

    private let state: Mutex<State>
    private let started = Latch<LaunchError?>()
    private let exit = Latch<MachineExit>()
    private let options: MachineOptions

    private init(plan: MachinePlan, options: MachineOptions) {
        state = Mutex(State(plan: plan, report: GuestReport(guest: plan.guest)))
        self.options = options
    }

    /// Starts a machine.
    ///
    /// - Parameters:
    ///   - plan: The machine's plan.
    ///   - fallback: The same machine under TCG, taken when the accelerator of `plan` fails before the guest
    ///     has written anything. A guest that is merely silent is never started twice.
    ///   - launcher: Starts QEMU.
    ///   - options: What is done with the console and with warnings.
    /// - Returns: The machine, once QEMU has read its arguments and files.
    /// - Throws: ``LaunchError`` when QEMU could not be started or ended by an error of its own;
    ///   `CancellationError` when the task was cancelled. Nothing runs then.
    public static func start(
        _ plan: MachinePlan, fallback: MachinePlan? = nil, launcher: any ProcessLauncher,
        options: MachineOptions = MachineOptions()
    ) async throws -> Machine {
        let machine = Machine(plan: plan, options: options)
        let log = try options.consoleLog.map { path throws(LaunchError) in try ConsoleLog(path: path) }
        for warning in plan.warnings { options.warn(warning) }
        Task { await machine.supervise(fallback: fallback, launcher: launcher, log: log) }
        do {
            if let failure = try await machine.started.wait() { throw failure }
        } catch {
            await machine.stop()
            throw error
        }
        return machine
    }

    /// The plan that the machine runs by: that of the fallback when it was taken.
    public var plan: MachinePlan { state.withLock { $0.plan } }

    /// Waits until the machine has ended.
    ///
    /// - Returns: How it ended.
    /// - Throws: `CancellationError` when the task is cancelled first; the machine goes on.
    public func waitUntilExit() async throws -> MachineExit {
        try await exit.wait()
    }

    /// How the machine ended, once it has.
    public var exitStatus: MachineExit? { exit.value }

    /// Stops the machine and waits until nothing of it is left. Cancellation does not keep it from that.
    ///
    /// - Parameter grace: The time that the guest gets to react to its power button, before QEMU is ended.
    ///   Unikraft has no such button; zero skips it.
    public func stop(grace: Duration = .zero) async {
        let process = state.withLock { state in
            state.isStopping = true
            return state.process
        }
        if grace > .zero, let process {
            _ = try? await process.control.execute("system_powerdown")
            await waitForExit(atMost: grace)
        }
        process?.end(atOnce: false)
        await waitForExit(atMost: .seconds(2))
        process?.end(atOnce: true)
        _ = await Task.detached { [exit] in try? await exit.wait() }.value
    }

    private func waitForExit(atMost duration: Duration) async {
        guard exit.value == nil else { return }
        await Task.detached { [exit] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await exit.wait() }
                group.addTask { try? await Task.sleep(for: duration) }
                await group.next()
                group.cancelAll()
            }
        }.value
    }

    /// Text that QEMU's human monitor answers to a command.
    func monitor(_ command: String) async throws -> String {
        guard let process = state.withLock({ $0.process }) else { return "" }
        return try await process.control.execute("human-monitor-command", ["command-line": command]).text ?? ""
    }

    /// Runs QEMU, and once more under the fallback when its accelerator failed before the guest said a word.
    private func supervise(fallback: MachinePlan?, launcher: any ProcessLauncher, log: ConsoleLog?) async {
        var fallback = fallback
        while true {
            let process: QEMUProcess
            do {
                process = try QEMUProcess(plan, launcher: launcher)
            } catch {
                finish(failure: error, log: log)
                return
            }
            let isStopping = state.withLock { state in
                state.process = process
                return state.isStopping
            }
            if isStopping { process.end(atOnce: true) }
            let outcome = await process.run(
                output: { self.receive($0, log: log) }, started: { self.started.set(nil) })
            let mayFallBack = !outcome.sawOutput && !state.withLock { $0.isStopping }
            if let failure = outcome.failure, mayFallBack, let next = fallback {
                options.warn("KVM failed before the guest wrote anything (\(failure)); it is started again under TCG")
                state.withLock { $0.plan = next }
                fallback = nil
                continue
            }
            finish(outcome, log: log)
            return
        }
    }

    private func receive(_ piece: [UInt8], log: ConsoleLog?) {
        started.set(nil)
        if let failure = log?.write(piece) { options.warn(failure) }
        state.withLock { state in
            for line in state.lines.feed(piece) { append(line, &state) }
        }
    }

    private func append(_ line: [UInt8], _ state: inout State) {
        state.report.feed(String(decoding: line, as: UTF8.self))
        console.append(line)
    }

    private func finish(_ outcome: QEMUProcess.Outcome, log: ConsoleLog?) {
        let exit = state.withLock { state in
            if let line = state.lines.finish() { append(line, &state) }
            state.process = nil
            return MachineExit(
                report: state.report, wasStopped: state.isStopping, hypervisorFailure: outcome.failure)
        }
        if case .hypervisorFailed(let text) = exit, !outcome.sawOutput {
            started.set(
                LaunchError(
                    .hypervisorFailed, subject: plan.name, "QEMU ended by itself: \(text)",
                    remedy: "Its command line is shown by `kraft run --dry-run`."))
        }
        started.set(nil)
        console.finish()
        self.exit.set(exit)
    }

    private func finish(failure: LaunchError, log: ConsoleLog?) {
        started.set(failure)
        console.finish()
        exit.set(.hypervisorFailed(failure.description))
    }
}
