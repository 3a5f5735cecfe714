import Glibc
import SystemSupport
import UnikraftCore

/// Asks servers in a guest by the network, until they answer or the task is cancelled.
struct GuestProbe: Sendable {
    /// Ports of the host that lead to the guest through QEMU's user network.
    var ports: [PortMapping]
    /// Gives a command to QEMU's human monitor.
    var monitor: @Sendable (String) async throws -> String

    /// Attempts begin short, because one made before the guest's network is up hangs, and grow for slow servers.
    private static let firstLimit = Duration.milliseconds(100)
    private static let lastLimit = Duration.seconds(2)
    private static let pause = Duration.milliseconds(5)

    /// Requests a path until a server answers.
    func waitForAnswer(_ address: IPv4Address, _ port: UInt16, path: String) async throws -> HTTPProbeResponse {
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

    /// Connects until a server in the guest has accepted. QEMU's user network accepts by itself, so it is asked
    /// whether the guest has; on a tap the connection itself says so.
    func waitForConnection(_ address: IPv4Address, _ port: UInt16) async throws {
        let mapping = ports.first { $0.hostPort == port && $0.transport == .tcp }
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
