/// What happens to a supervised machine.
public enum SupervisionEvent: Sendable, Hashable {
    /// It was started; 0 restarts the first time.
    case started(restarts: Int)
    /// It passed its first check, or the first after failures.
    case healthy
    /// It failed a check; why.
    case checkFailed(String)
    /// It could not be started again; why.
    case startFailed(String)
    /// It has ended.
    case ended(MachineExit)
    /// It will be started again after a wait, because of how it ended.
    case waiting(Duration, after: MachineExit)
}

/// Keeps a machine running by a policy, and watches its health.
///
/// A machine that fails its checks is stopped, which counts as a failure, unless the policy is
/// ``RestartPolicy/never``: then it is only told of. The supervisor lives in this process and ends with it.
public struct MachineSupervisor<C: Clock>: Sendable where C.Duration == Duration {
    /// When it is started again.
    public var policy: RestartPolicy
    /// How long the waits are.
    public var backoff: RestartBackoff
    /// What it is asked.
    public var healthChecks: [HealthCheck]
    private let clock: C
    private let observe: @Sendable (SupervisionEvent) -> Void
    private let start: @Sendable () async throws -> any SupervisedMachine

    /// Creates a supervisor. Nothing is started.
    ///
    /// - Parameters:
    ///   - policy: When the machine is started again.
    ///   - backoff: How long the waits are.
    ///   - healthChecks: What it is asked.
    ///   - clock: Measures waits and runs.
    ///   - observe: Gets what happens, from any thread.
    ///   - start: Starts the machine, each time anew.
    public init(
        policy: RestartPolicy, backoff: RestartBackoff = RestartBackoff(), healthChecks: [HealthCheck] = [],
        clock: C = ContinuousClock(), observe: @escaping @Sendable (SupervisionEvent) -> Void = { _ in },
        start: @escaping @Sendable () async throws -> any SupervisedMachine
    ) {
        self.policy = policy
        self.backoff = backoff
        self.healthChecks = healthChecks
        self.clock = clock
        self.observe = observe
        self.start = start
    }

    /// Starts the machine, and again as often as the policy wants.
    ///
    /// - Returns: How it ended the last time.
    /// - Throws: What the first start throws; `CancellationError` when the task was cancelled. Nothing runs then.
    public func run() async throws -> MachineExit {
        var count = RestartCount(policy: policy, backoff: backoff)
        var isFirst = true
        while true {
            let exit: MachineExit
            let began = clock.now
            do {
                let machine = try await start()
                observe(.started(restarts: count.restarts))
                exit = try await watch(machine)
                observe(.ended(exit))
            } catch let error where !isFirst && !(error is CancellationError) {
                observe(.startFailed("\(error)"))
                exit = .hypervisorFailed("\(error)")
            }
            isFirst = false
            guard let delay = count.next(after: exit, duration: began.duration(to: clock.now)) else { return exit }
            observe(.waiting(delay, after: exit))
            try await clock.sleep(for: delay)
        }
    }

    /// Waits for the machine's end, or for a reason to end it.
    private func watch(_ machine: any SupervisedMachine) async throws -> MachineExit {
        let watch = HealthWatch(
            checks: healthChecks, clock: clock, endsUnhealthy: policy != .never, observe: observe)
        do {
            let exit = try await watch.exit(of: machine)
            if case .unhealthy = exit { await machine.stop(grace: .zero) }
            return exit
        } catch {
            await machine.stop(grace: .zero)
            throw error
        }
    }
}
