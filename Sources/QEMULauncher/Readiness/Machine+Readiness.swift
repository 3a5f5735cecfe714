import Glibc
import SystemSupport
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
        switch readiness {
        case .consoleLine(let text):
            for await line in console where line.text.contains(text) { return nil }
            // The console has ended; the wait for the machine's end tells why.
            _ = try await waitUntilExit()
            try await Task.sleep(for: .seconds(3600))
            return nil
        case .tcp(let address, let port):
            try await waitForAcceptedConnection(address, port)
            return nil
        case .http(let address, let port, let path):
            let request = "GET \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n\r\n"
            var attempt = ConnectionAttempt(
                address: address, port: port, request: Array(request.utf8), limit: Self.firstLimit)
            while true {
                try Task.checkCancellation()
                let outcome = await attempt.run { bytes in
                    guard let response = HTTPProbeResponse(parsing: bytes) else { return false }
                    return response.contentLength.map { response.body.count >= $0 } ?? false
                }
                if case .answered(let bytes) = outcome, let response = HTTPProbeResponse(parsing: bytes) {
                    return response
                }
                if case .refused = outcome { try await Task.sleep(for: Self.pause) }
                attempt.limit = min(attempt.limit * 1.15, Self.lastLimit)
            }
        }
    }

    /// Connects until a server in the guest has accepted. QEMU's user network accepts by itself, so it is asked
    /// whether the guest has; on a tap the connection itself says so.
    private func waitForAcceptedConnection(_ address: IPv4Address, _ port: UInt16) async throws {
        let mapping = plan.ports.first { $0.hostPort == port && $0.transport == .tcp }
        var attempt = ConnectionAttempt(address: address, port: port, request: [], limit: Self.firstLimit)
        while true {
            try Task.checkCancellation()
            if let number = await attempt.connect() {
                let connection = OwnedDescriptor(adopting: number)
                guard let mapping else { return }
                let deadline = ContinuousClock.now + attempt.limit
                while ContinuousClock.now < deadline, !connection.isClosedByPeer {
                    if try await hasEstablishedConnection(toGuestPort: mapping.guestPort) { return }
                    try await Task.sleep(for: Self.pause)
                }
            }
            try await Task.sleep(for: Self.pause)
            attempt.limit = min(attempt.limit * 1.15, Self.lastLimit)
        }
    }

    /// Reads QEMU's table of connections: protocol and state, descriptor, source address and port, destination
    /// address and port, and the lengths of two queues.
    private func hasEstablishedConnection(toGuestPort port: UInt16) async throws -> Bool {
        try await monitor("info usernet").split(whereSeparator: \.isNewline).contains { row in
            let columns = row.split(separator: " ")
            return columns.count >= 6 && columns[0] == "TCP[ESTABLISHED]" && columns[5] == String(port)
        }
    }

    /// Attempts begin short, because one made before the guest's network is up hangs, and grow for slow servers.
    private static let firstLimit = Duration.milliseconds(100)
    private static let lastLimit = Duration.seconds(2)
    private static let pause = Duration.milliseconds(5)

    private func lastLines() -> String {
        let lines = console.lines.suffix(10).map(\.text)
        guard !lines.isEmpty else { return "The guest wrote nothing to its console." }
        return "Its console's last lines:\n" + lines.map { "    \($0)" }.joined(separator: "\n")
    }
}

extension OwnedDescriptor {
    /// Whether the other side has closed the connection.
    fileprivate var isClosedByPeer: Bool {
        var byte: UInt8 = 0
        let flags = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)
        let count = unsafe recv(rawValue, &byte, 1, flags)
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }
}
