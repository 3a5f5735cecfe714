public import UnikraftCore

/// Connects machines to networks of this host when they start, and takes them off again when they end. A
/// ``MachineStore`` asks it whenever it starts or stops a machine that belongs to such a network; `HostNetworks` of
/// the module `Unikraft` is one for bridges and passt.
public protocol NetworkConnector: Sendable {
    /// Finds out what would keep a machine from being connected, as far as that can be known without doing it.
    ///
    /// - Parameters:
    ///   - memberships: The networks, and the addresses that it must have there.
    ///   - machine: The machine's name; nil when it has none yet.
    ///   - ports: The ports of the host that are to lead to it.
    /// - Returns: Every problem.
    func problems(
        of memberships: [NetworkMembership], for machine: String?, publishing ports: [PortMapping]
    ) async -> [any Error]

    /// Connects a machine that is about to start. Until ``keep(_:on:ports:while:)`` the connections end with this
    /// process.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - memberships: The networks, and the addresses that it must have there.
    ///   - ports: The ports of the host that are to lead to it, for networks that must know them first.
    /// - Returns: The devices, one for each network, with the addresses that the guest is told.
    /// - Throws: When one cannot be joined; then the machine is on none.
    func connect(
        _ machine: String, to memberships: [NetworkMembership], publishing ports: [PortMapping]
    ) async throws -> [NetworkAttachment]

    /// Makes the connections last as long as a process, and leads ports of the host to the machine's address on the
    /// first of the networks.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - memberships: The networks, with the addresses that it has.
    ///   - ports: The ports; a host port of 0 lets the host choose.
    ///   - process: The machine's process.
    /// - Returns: The ports with the numbers that were chosen.
    /// - Throws: When a port cannot be published, for example.
    func keep(
        _ machine: String, on memberships: [NetworkMembership], ports: [PortMapping], while process: Int32
    ) async throws -> [PortMapping]

    /// Gives addresses and ports of a machine back. That it has none is no error.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - memberships: The networks.
    func disconnect(_ machine: String, from memberships: [NetworkMembership]) async
}

/// A network of this host that a machine belongs to.
public struct NetworkMembership: Codable, Sendable, Hashable {
    /// The network's name.
    public var network: String
    /// The machine's address there; nil leaves the choice to the network.
    public var address: String?
    /// What the guest was told of the network (`netdev.ip`); nil before its first start.
    public var guestParameter: String?
    /// The tap of the machine's device, if it has one.
    public var tap: String?

    /// Creates a membership.
    ///
    /// - Parameters:
    ///   - network: The network's name.
    ///   - address: The address that the machine must have there.
    public init(network: String, address: IPv4Address? = nil) {
        self.network = network
        self.address = address?.description
    }

    /// Reads `NETWORK[:ADDRESS]`.
    ///
    /// - Parameter text: For example `virbr0:172.44.0.2`.
    /// - Throws: `InvalidValue` when the name is empty or the address is none.
    public init(parsing text: String) throws(InvalidValue) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.first, !name.isEmpty else {
            throw InvalidValue(
                kind: "network", text: text, reason: "it has no name", remedy: "Write NAME or NAME:ADDRESS.")
        }
        self.init(network: name, address: try parts.count > 1 ? IPv4Address(parsing: parts[1]) : nil)
    }

    /// What becomes of a membership once the machine is connected.
    func connected(by attachment: NetworkAttachment) -> NetworkMembership {
        var result = self
        result.address = attachment.guestAddress?.network.address.description ?? address
        result.guestParameter = attachment.guestAddress?.parameterValue
        if case .tap(let interface) = attachment.backend { result.tap = interface }
        return result
    }
}
