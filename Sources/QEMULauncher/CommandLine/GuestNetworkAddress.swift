public import UnikraftCore

/// The address of a network device of the guest and what belongs to it (`netdev.ip`).
public struct GuestNetworkAddress: Sendable, Hashable {
    /// The guest's address and the length of its network prefix.
    public var network: IPv4Network
    /// The router for everything outside the network.
    public var gateway: IPv4Address?
    /// Up to two name servers.
    public var nameServers: [IPv4Address]
    /// The guest's host name.
    public var hostName: String?
    /// The guest's domain.
    public var domain: String?

    /// Creates an address.
    ///
    /// - Parameters:
    ///   - network: The guest's address and the length of its network prefix.
    ///   - gateway: The router for everything outside the network.
    ///   - nameServers: Up to two name servers; more are not told to the guest.
    ///   - hostName: The guest's host name.
    ///   - domain: The guest's domain.
    public init(
        network: IPv4Network, gateway: IPv4Address? = nil, nameServers: [IPv4Address] = [], hostName: String? = nil,
        domain: String? = nil
    ) {
        self.network = network
        self.gateway = gateway
        self.nameServers = nameServers
        self.hostName = hostName
        self.domain = domain
    }

    /// What QEMU's user network gives its first guest by DHCP: `10.0.2.15/24:10.0.2.2:10.0.2.3`.
    static var userNetwork: GuestNetworkAddress? {
        guard let network = try? IPv4Network(address: IPv4Address(bits: 0x0a00_020f), prefixLength: 24) else {
            return nil
        }
        return GuestNetworkAddress(
            network: network, gateway: IPv4Address(bits: 0x0a00_0202), nameServers: [IPv4Address(bits: 0x0a00_0203)])
    }

    /// `address/prefix[:gateway[:dns0[:dns1[:hostname[:domain]]]]]`, without colons at the end.
    var parameterValue: String {
        let fields = [
            network.description, gateway?.description ?? "", nameServers.first?.description ?? "",
            nameServers.dropFirst().first?.description ?? "", hostName ?? "", domain ?? "",
        ]
        let used = fields.lastIndex { !$0.isEmpty } ?? 0
        return fields[...used].joined(separator: ":")
    }
}
