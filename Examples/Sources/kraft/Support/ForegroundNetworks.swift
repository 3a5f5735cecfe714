import Synchronization
import Unikraft

/// The networks of a machine in the foreground. It is connected anew at each start: some networks end with a machine.
final class ForegroundNetworks: Sendable {
    private let memberships: [NetworkMembership]
    private let latest = Mutex<MachineConnections?>(nil)

    init(_ memberships: [NetworkMembership]) {
        self.memberships = memberships
    }

    /// Connects the machine that is about to start.
    func connect(_ configuration: MachineConfiguration) async throws -> MachineConnections {
        let connections = try await MachineConnections(of: configuration, joining: memberships, by: Store.networks)
        latest.withLock { $0 = connections }
        return connections
    }

    /// Gives everything back.
    func disconnect() async {
        await latest.withLock(\.self)?.disconnect()
    }
}
