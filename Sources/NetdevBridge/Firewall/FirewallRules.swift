package import UnikraftCore

/// The rules of one network: a table of nftables of its own, as text for `nft -f` (nft(8)).
package struct FirewallRules: Sendable, Hashable {
    /// The bridge.
    package var bridge: InterfaceName
    /// The subnet.
    package var subnet: IPv4Network
    /// Whether guests reach other networks under the host's addresses.
    package var translatesAddresses: Bool
    /// The ports that lead to guests.
    package var ports: [PublishedPort]

    /// Describes the rules of a network.
    ///
    /// - Parameters:
    ///   - bridge: The bridge.
    ///   - subnet: The subnet.
    ///   - translatesAddresses: Whether guests reach other networks under the host's addresses.
    ///   - ports: The ports that lead to guests.
    package init(bridge: InterfaceName, subnet: IPv4Network, translatesAddresses: Bool, ports: [PublishedPort]) {
        self.bridge = bridge
        self.subnet = subnet
        self.translatesAddresses = translatesAddresses
        self.ports = ports
    }

    /// Whether the network needs a table at all.
    package var isNeeded: Bool { translatesAddresses || !ports.isEmpty }

    /// The table's name. Names of tables begin with a letter; bridges need not.
    package var tableName: String { "swift_unikraft_\(bridge)" }

    /// Removes the table, whether it is there or not, in one transaction.
    package var removal: String {
        "table ip \(tableName)\ndelete table ip \(tableName)\n"
    }

    /// Puts the table in place of what had its name, in one transaction.
    package var replacement: String {
        let subnetText = "\(subnet.networkAddress)/\(subnet.prefixLength)"
        var text = removal
        text += "table ip \(tableName) {\n"
        if !ports.isEmpty {
            // Packets of 127.0.0.0/8 may use the bridge so that the host reaches published ports by its
            // loopback address. What comes from a guest to such an address is dropped before that.
            text += chain("guard", "filter", "prerouting", -300) {
                ["iifname \"\(bridge)\" ip daddr 127.0.0.0/8 drop"]
            }
            text += chain("prerouting", "nat", "prerouting", -100) { ports.map(destinationRule) }
            text += chain("output", "nat", "output", -100) { ports.map(destinationRule) }
        }
        text += chain("postrouting", "nat", "postrouting", 100) {
            var rules: [String] = []
            if !ports.isEmpty {
                // Guests answer to the bridge, not to 127.0.0.1 and not straight to a neighbour that asked the host.
                rules.append("oifname \"\(bridge)\" ip saddr 127.0.0.0/8 masquerade")
                rules.append("oifname \"\(bridge)\" ip saddr \(subnetText) ct status dnat masquerade")
            }
            if translatesAddresses {
                rules.append("oifname != \"\(bridge)\" ip saddr \(subnetText) ip daddr != 224.0.0.0/4 masquerade")
            }
            return rules
        }
        return text + "}\n"
    }

    private func chain(
        _ name: String, _ type: String, _ hook: String, _ priority: Int, _ rules: () -> [String]
    ) -> String {
        let lines = rules().map { "    \($0)\n" }.joined()
        return "  chain \(name) {\n    type \(type) hook \(hook) priority \(priority); policy accept;\n\(lines)  }\n"
    }

    private func destinationRule(_ port: PublishedPort) -> String {
        let mapping = port.mapping
        let address =
            mapping.hostAddress == .any ? "fib daddr type local" : "ip daddr \(mapping.hostAddress)"
        return "\(address) \(mapping.transport.rawValue) dport \(mapping.hostPort) "
            + "dnat to \(port.guestAddress):\(mapping.guestPort)"
    }
}
