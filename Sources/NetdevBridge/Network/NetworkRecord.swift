package import UnikraftCore

/// What was made for a network, so that it and nothing else is undone. Written before each step, so that
/// the record of a process that was killed tells at least what it did.
package struct NetworkRecord: Sendable, Hashable {
    /// How far the network is.
    package enum Phase: String, Sendable, Hashable {
        /// Being made, or being removed. Found without its maker, it is undone.
        case unfinished
        /// Made.
        case ready
    }

    /// What an adopted bridge was like; nil leaves a thing as it is.
    package struct Original: Sendable, Hashable {
        /// Whether it was up.
        package var wasUp: Bool
        /// Its MTU, when another one was set.
        package var mtu: UInt32?
        /// Whether it had the gateway's address.
        package var hadAddress: Bool

        /// Tells what a bridge was like.
        ///
        /// - Parameters:
        ///   - wasUp: Whether it was up.
        ///   - mtu: Its MTU, when another one was set.
        ///   - hadAddress: Whether it had the gateway's address.
        package init(wasUp: Bool, mtu: UInt32?, hadAddress: Bool) {
            self.wasUp = wasUp
            self.mtu = mtu
            self.hadAddress = hadAddress
        }
    }

    /// The name of network and bridge.
    package var name: InterfaceName
    /// How far the network is.
    package var phase = Phase.unfinished
    /// The bridge's address with the prefix of the subnet.
    package var gateway: IPv4Network
    /// The largest packet in bytes.
    package var mtu: UInt32
    /// What the bridge was like; nil when we made it.
    package var original: Original?
    /// Whether guests reach other networks under the host's addresses.
    package var translatesAddresses = false
    /// Whom guests ask for names.
    package var nameServers: [IPv4Address] = []
    /// The domain of guests.
    package var domain: String?
    /// Who may run machines beside root.
    package var user: NetworkUser?
    /// Whether a table of the firewall was made.
    package var hasFirewall = false
    /// Whether packets were forwarded before us; nil when the network does not need it.
    package var forwardingBefore: Bool?
    /// Whether the bridge routed 127.0.0.0/8 before us; nil when the network does not need it.
    package var loopbackRoutingBefore: Bool?
    /// Whether dnsmasq serves names and addresses.
    package var servesNames = false

    /// Creates a record of nothing made yet.
    ///
    /// - Parameters:
    ///   - name: The name of network and bridge.
    ///   - gateway: The bridge's address with the prefix of the subnet.
    ///   - mtu: The largest packet in bytes.
    package init(name: InterfaceName, gateway: IPv4Network, mtu: UInt32) {
        self.name = name
        self.gateway = gateway
        self.mtu = mtu
    }

    /// The Ethernet address that a bridge of ours has from its first moment: no guest of the network has it.
    package var bridgeAddress: MACAddress {
        NetworkLease(machine: "", address: gateway.address).macAddress
    }

    /// The text that marks interfaces of the network as ours (`IFLA_IFALIAS`).
    package var alias: String { "swift-unikraft:\(name)" }

    /// Tells whether an interface is the bridge of this network.
    ///
    /// - Parameter link: The interface.
    /// - Returns: Whether it has the name, is a bridge and, unless it was adopted, bears our mark.
    package func isBridge(_ link: NetworkLink) -> Bool {
        guard link.name == name.text, link.kind == "bridge" else { return false }
        return original != nil || link.address == bridgeAddress || link.alias == alias
    }

    /// Tells whether an interface is a tap of this network.
    ///
    /// - Parameter link: The interface.
    /// - Returns: Whether it is a tap and bears our mark.
    package func isTap(_ link: NetworkLink) -> Bool {
        link.kind == "tun" && link.alias == alias
    }
}
