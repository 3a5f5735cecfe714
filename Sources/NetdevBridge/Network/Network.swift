public import UnikraftCore

/// A network as it is now.
public struct Network: Sendable, Hashable {
    /// What the bridge is like.
    public enum State: String, Sendable, Hashable {
        /// Packets go over it.
        case up
        /// Set down.
        case down
        /// Gone, or another interface has its name.
        case missing
    }

    /// A tap of the network.
    public struct Tap: Sendable, Hashable {
        /// The name of the interface.
        public var name: String
        /// The user who may open it beside root.
        public var owner: UInt32?
        /// Whether a process has it open.
        public var isOpen: Bool
        /// What went through.
        public var statistics: LinkStatistics?
    }

    /// The name of network and bridge.
    public var name: InterfaceName
    /// What the bridge is like.
    public var state: State
    /// The bridge's address, which is the guests' gateway, with the prefix of the subnet.
    public var gateway: IPv4Network
    /// The largest packet in bytes.
    public var mtu: UInt32
    /// Whether the bridge was there before the network.
    public var isAdopted: Bool
    /// Whether guests reach other networks under the addresses of this host.
    public var translatesAddresses: Bool
    /// Whom guests ask for names.
    public var nameServers: [IPv4Address]
    /// The domain of guests.
    public var domain: String?
    /// Who may run machines beside root.
    public var user: NetworkUser?
    /// The taps.
    public var taps: [Tap]
    /// The addresses that are held.
    public var leases: [NetworkLease]
    /// The ports of the host that lead to guests.
    public var ports: [PublishedPort]
    /// Whether names and addresses are served by dnsmasq.
    public var servesNames: Bool
    /// What went over the bridge, seen from the host.
    public var statistics: LinkStatistics?
}
