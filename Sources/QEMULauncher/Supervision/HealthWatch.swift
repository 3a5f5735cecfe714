/// Waits for a machine's end while it asks whether the guest is well.
struct HealthWatch<C: Clock>: Sendable where C.Duration == Duration {
    /// What is asked.
    var checks: [HealthCheck]
    /// Measures the pauses.
    var clock: C
    /// Whether a machine that is not well counts as ended; else it is only told of.
    var endsUnhealthy: Bool
    /// Gets what the checks say.
    var observe: @Sendable (SupervisionEvent) -> Void

    /// Waits.
    ///
    /// - Parameter machine: The machine.
    /// - Returns: How it ended; ``MachineExit/unhealthy(_:)`` while it still runs and is to be ended.
    /// - Throws: `CancellationError`.
    func exit(of machine: any SupervisedMachine) async throws -> MachineExit {
        try await withThrowingTaskGroup(of: MachineExit?.self) { group in
            group.addTask { try await machine.waitUntilExit() }
            for check in checks {
                group.addTask { try await repeatCheck(check, machine).map { .unhealthy($0) } }
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let exit = result { return exit }
            }
            throw CancellationError()
        }
    }

    /// Asks until there is a reason to end the machine.
    ///
    /// - Returns: The reason; nil when the machine is not to be ended for it.
    private func repeatCheck(_ check: HealthCheck, _ machine: any SupervisedMachine) async throws -> String? {
        let start = clock.now
        var isUp = false
        var isHealthy = false
        var failures = 0
        while true {
            let reason = try await machine.check(check.probe, timeout: check.timeout)
            try Task.checkCancellation()
            if let reason {
                isHealthy = false
                observe(.checkFailed(reason))
                if isUp || start.duration(to: clock.now) >= check.startPeriod { failures += 1 }
                if failures >= check.failures, endsUnhealthy { return reason }
            } else {
                isUp = true
                failures = 0
                if !isHealthy { observe(.healthy) }
                isHealthy = true
            }
            try await clock.sleep(for: check.interval)
        }
    }
}
