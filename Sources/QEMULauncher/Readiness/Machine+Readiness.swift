import UnikraftCore

extension Machine {
    /// Waits until the guest is ready.
    ///
    /// - Parameters:
    ///   - readiness: What shows it.
    ///   - timeout: The longest wait.
    /// - Returns: What was seen.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/guestEnded`` when the machine ends first, with how it
    ///   ended and its last lines, or ``LaunchError/Code/timeout``; `CancellationError`. The machine is not stopped.
    public func waitUntilReady(
        _ readiness: Readiness, timeout: Duration = .seconds(60)
    ) async throws -> ReadinessReport {
        let clock = ContinuousClock()
        let start = clock.now
        return try await withThrowingTaskGroup(of: HTTPProbeResponse?.self) { group in
            group.addTask { try await self.watch(readiness) }
            group.addTask {
                let exit = try await self.waitUntilExit()
                throw LaunchError(
                    .guestEnded, subject: self.plan.name, "the machine ended before it was ready. \(exit)",
                    remedy: self.lastLines())
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw LaunchError(
                    .timeout, subject: self.plan.name, "the guest was not ready within \(timeout)",
                    remedy: self.lastLines())
            }
            defer { group.cancelAll() }
            let response = try await group.next() ?? nil
            return ReadinessReport(elapsed: start.duration(to: clock.now), response: response)
        }
    }

    private func watch(_ readiness: Readiness) async throws -> HTTPProbeResponse? {
        let probe = GuestProbe(ports: plan.ports) { try await self.monitor($0) }
        switch readiness {
        case .consoleLine(let text):
            for await line in console where line.text.contains(text) { return nil }
            // The console has ended; the wait for the machine's end tells why.
            _ = try await waitUntilExit()
            try await Task.sleep(for: .seconds(3600))
            return nil
        case .tcp(let address, let port):
            try await probe.waitForConnection(address, port)
            return nil
        case .http(let address, let port, let path):
            return try await probe.waitForAnswer(address, port, path: path)
        }
    }

    private func lastLines() -> String {
        let lines = console.lines.suffix(10).map(\.text)
        guard !lines.isEmpty else { return "The guest wrote nothing to its console." }
        return "Its console's last lines:\n" + lines.map { "    \($0)" }.joined(separator: "\n")
    }
}
