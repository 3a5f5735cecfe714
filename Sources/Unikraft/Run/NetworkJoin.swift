public import NetdevBridge
public import QEMULauncher
public import UnikraftCore

/// A network that a machine is to be connected to, and the address that it wants there.
public struct NetworkJoin: Sendable, Hashable {
    /// The network's name.
    public var network: InterfaceName
    /// The address; nil leaves the choice to the network.
    public var address: IPv4Address?

    /// Creates a wish.
    ///
    /// - Parameters:
    ///   - network: The network's name.
    ///   - address: The address.
    public init(network: InterfaceName, address: IPv4Address? = nil) {
        self.network = network
        self.address = address
    }

    /// Reads `NETWORK[:ADDRESS]`.
    ///
    /// - Parameter text: For example `virbr0:172.44.0.2`.
    /// - Throws: `InvalidValue` when the name or the address is none.
    public init(parsing text: String) throws(InvalidValue) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        network = try InterfaceName(parsing: parts.first ?? "")
        address = try parts.count > 1 ? IPv4Address(parsing: parts[1]) : nil
    }
}

/// The networks that a machine is connected to.
public struct JoinedNetworks: Sendable {
    private let manager: NetworkManager
    private let machine: String
    private let interfaces: [NetworkInterface]

    /// Connects a machine that is about to start. Until ``handOver(to:)`` the connections end with this process.
    ///
    /// - Parameters:
    ///   - joins: The networks.
    ///   - machine: The machine's name; its addresses are stable for it.
    ///   - manager: The host's networks.
    /// - Throws: `NetworkError` when one cannot be joined; those before it are left again.
    public init(_ joins: [NetworkJoin], machine: String, manager: NetworkManager) throws(NetworkError) {
        self.manager = manager
        self.machine = machine
        var made: [NetworkInterface] = []
        for (index, join) in joins.enumerated() {
            do {
                let request = AttachmentRequest(
                    machine: machine, device: UInt8(truncatingIfNeeded: index), address: join.address)
                made.append(try manager.attach(request, to: join.network))
            } catch {
                for interface in made { try? manager.detach(interface.lease, from: interface.network) }
                throw error
            }
        }
        interfaces = made
    }

    /// The devices for the machine's configuration.
    public var attachments: [NetworkAttachment] {
        interfaces.map { interface in
            let address = interface.guestAddress
            return NetworkAttachment(
                .tap(interface: interface.tap.text), macAddress: interface.macAddress,
                guestAddress: GuestNetworkAddress(
                    network: address.network, gateway: address.gateway, nameServers: address.nameServers,
                    hostName: address.hostName, domain: address.domain))
        }
    }

    /// Ties the connections to the machine's process, so that they last as long as it does.
    ///
    /// - Parameter processIdentifier: QEMU's process.
    /// - Throws: `NetworkError`.
    public func handOver(to processIdentifier: Int32) throws(NetworkError) {
        guard let process = ProcessIdentity(running: processIdentifier) else { return }
        for interface in interfaces { try manager.transfer(interface, to: process) }
    }

    /// Publishes ports of the host on the first of the networks.
    ///
    /// - Parameter ports: The ports.
    /// - Throws: `NetworkError`, for example when the privilege is missing.
    public func publish(_ ports: [PortMapping]) async throws {
        guard let first = interfaces.first, !ports.isEmpty else { return }
        try await manager.publish(ports, for: first)
    }

    /// Gives addresses, taps and published ports back.
    public func leave() async {
        for interface in interfaces {
            try? await manager.unpublish(machine: machine, on: interface.network)
            try? manager.detach(interface.lease, from: interface.network)
        }
    }
}
