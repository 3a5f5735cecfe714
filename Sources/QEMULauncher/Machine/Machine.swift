import Synchronization
import SystemPackage
import SystemSupport
public import UnikraftCore

/// A running machine.
///
/// The system kills QEMU when this process ends for whatever reason. Within the process the machine runs until the
/// guest ends or ``stop(grace:)`` is called; ``withMachine(_:launcher:options:body:)`` calls it on every path.
public final class Machine: Sendable {
    /// The guest's serial console.
    public let console = Console()

    struct State {
        var plan: MachinePlan
        var life = MachineState.created
        var process: QEMUProcess?
        var isStopping = false
        var overran: Duration?
        var report: GuestReport
        var lines = LineSplitter(limit: 64 << 10)
        var phases = StartupPhases()
        var listeners: [UInt64: AsyncStream<QMPEvent>.Continuation] = [:]
        var nextListener: UInt64 = 0
        var filter: BootFilter?
    }

    let state: Mutex<State>
    let options: MachineOptions
    /// Links and files made for this machine only. They are gone before anyone learns that it has ended.
    private let files: MachineFiles?
    private let started = Latch<LaunchError?>()
    private let exit = Latch<MachineExit>()
    private let startInstant = ContinuousClock.now

    private init(plan: MachinePlan, files: MachineFiles?, options: MachineOptions) {
        self.files = files
        var state = State(
            plan: plan, report: GuestReport(guest: plan.guest, isUp: plan.isRestored, hasBanner: plan.hasBanner))
        if options.hidesBoot, !plan.isRestored, plan.hasBanner {
            state.filter = BootFilter(banner: GuestBanner(guest: plan.guest))
        }
        self.state = Mutex(state)
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
        try await start(plan, fallback: fallback, files: nil, launcher: launcher, options: options)
    }

    static func start(
        _ plan: MachinePlan, fallback: MachinePlan?, files: MachineFiles?, launcher: any ProcessLauncher,
        options: MachineOptions
    ) async throws -> Machine {
        let machine = Machine(plan: plan, files: files, options: options)
        let log: ConsoleLog?
        do {
            log = try options.consoleLog.map { path throws(LaunchError) in
                try ConsoleLog(path: path, limit: options.consoleLogLimit)
            }
        } catch {
            files?.remove()
            throw error
        }
        for warning in plan.warnings { options.warn(warning) }
        Task { await machine.supervise(fallback: fallback, launcher: launcher, log: log) }
        if let limit = options.timeLimit { Task { await machine.stop(after: limit) } }
        do {
            let failure = try await withTimeout(options.startTimeout, machine.notStarted) {
                [started = machine.started] in
                try await started.wait()
            }
            if let failure { throw failure }
        } catch {
            await machine.stop()
            throw error
        }
        // QEMU has read its files when its control channel answers; only a second start needs them again.
        if fallback == nil { files?.remove() }
        return machine
    }

    /// The plan that the machine runs by: that of the fallback when it was taken.
    public var plan: MachinePlan { state.withLock { $0.plan } }

    /// Where the machine is in its life.
    public var currentState: MachineState { state.withLock { $0.life } }

    /// When the steps of its start were reached.
    public var startupPhases: StartupPhases { state.withLock { $0.phases } }

    /// How the machine ended, once it has.
    public var exitStatus: MachineExit? { exit.value }

    /// What it has used so far; nil once it has ended.
    public var metrics: MachineMetrics? {
        let (process, interfaces) = state.withLock { ($0.process, $0.plan.interfaces) }
        return process.flatMap {
            MachineMetrics(processIdentifier: $0.processIdentifier, interfaces: interfaces)
        }
    }

    /// QEMU's process; nil once it has ended.
    public var processIdentifier: Int32? { state.withLock { $0.process?.processIdentifier } }

    /// QEMU's control channel.
    ///
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/control`` when the machine has ended.
    public var control: QMPClient {
        get throws(LaunchError) {
            guard let process = state.withLock({ $0.process }) else {
                throw LaunchError(
                    .control, subject: plan.name, "the machine '\(plan.name)' has ended",
                    remedy: "Start it again.")
            }
            return process.control
        }
    }

    /// Waits until the machine has ended.
    ///
    /// - Returns: How it ended.
    /// - Throws: `CancellationError` when the task is cancelled first; the machine goes on.
    public func waitUntilExit() async throws -> MachineExit {
        try await exit.wait()
    }

    private var notStarted: LaunchError {
        LaunchError(
            .timeout, subject: plan.name, "QEMU did not answer within \(options.startTimeout)",
            remedy: "Check the load of the host; its command line is shown by `kraft run --dry-run`.")
    }
}

extension Machine {
    /// Runs QEMU, and once more under the fallback when its accelerator failed before the guest said a word.
    private func supervise(fallback: MachinePlan?, launcher: any ProcessLauncher, log: ConsoleLog?) async {
        var fallback = fallback
        while true {
            let process: QEMUProcess
            happened(.launch)
            do {
                process = try QEMUProcess(plan, launcher: launcher, acceptsInput: options.acceptsInput)
            } catch {
                finish(.hypervisorFailed(error.description), failure: error)
                return
            }
            let isStopping = state.withLock { state in
                state.process = process
                state.phases.spawned = elapsed
                return state.isStopping
            }
            if isStopping { process.end(atOnce: true) }
            let outcome = await process.run(
                output: { self.receive($0, log: log) }, started: { self.becameControlled() },
                event: { self.receive($0) })
            let mayFallBack = !outcome.sawOutput && !state.withLock { $0.isStopping }
            if case .failed(let failure) = outcome.end, mayFallBack, let next = fallback {
                options.warn("KVM failed before the guest wrote anything (\(failure)); it is started again under TCG")
                state.withLock { $0.plan = next }
                fallback = nil
                continue
            }
            finish(outcome)
            return
        }
    }

    private var elapsed: Duration { startInstant.duration(to: .now) }

    private func happened(_ event: MachineState.Event) {
        state.withLock { state in
            if let next = state.life.after(event) { state.life = next }
        }
    }

    private func becameControlled() {
        happened(.controlled)
        state.withLock { $0.phases.controlled = elapsed }
        started.set(nil)
    }

    private func receive(_ event: QMPEvent) {
        switch event.name {
        case "STOP": happened(.halted)
        case "RESUME": happened(.resumed)
        default: break
        }
        tell(event)
    }

    private func receive(_ piece: [UInt8], log: ConsoleLog?) {
        if let failure = log?.write(piece) { options.warn(failure) }
        let shown = state.withLock { state in
            guard let shown = state.filter?.feed(piece) else { return piece }
            if state.filter?.hasPassed == true { state.filter = nil }
            return shown
        }
        if !shown.isEmpty { options.output(shown) }
        state.withLock { state in
            if state.phases.firstOutput == nil { state.phases.firstOutput = elapsed }
            for line in state.lines.feed(piece) { append(line, &state) }
        }
        started.set(nil)
    }

    private func append(_ line: [UInt8], _ state: inout State) {
        state.report.feed(line)
        if state.report.sawBanner, state.phases.banner == nil { state.phases.banner = elapsed }
        console.append(line)
    }

    private func finish(_ outcome: QEMUProcess.Outcome) {
        let exit = state.withLock { state in
            if let line = state.lines.finish() { append(line, &state) }
            let exit = MachineExit(report: state.report, wasStopped: state.isStopping, hypervisor: outcome.end)
            return if exit == .stopped, let limit = state.overran { MachineExit.timedOut(limit) } else { exit }
        }
        var failure: LaunchError?
        if case .hypervisorFailed(let text) = exit, !outcome.sawOutput {
            failure = LaunchError(
                .hypervisorFailed, subject: plan.name, "QEMU ended by itself: \(text)",
                remedy: "Its command line is shown by `kraft run --dry-run`.")
        }
        finish(exit, failure: failure)
    }

    private func finish(_ exit: MachineExit, failure: LaunchError?) {
        // Why a guest did not come up is among what was held back.
        if let held = state.withLock({ $0.filter?.finish() }), !held.isEmpty { options.output(held) }
        happened(exit.isSuccess ? .ended : .brokeDown)
        state.withLock { $0.process = nil }
        files?.remove()
        console.finish()
        finishEvents()
        self.exit.set(exit)
        started.set(failure)
    }
}
