package import SystemPackage
package import UnikraftCore

/// How dnsmasq serves names and addresses on one bridge and nowhere else (dnsmasq(8)).
///
/// A guest's Ethernet address follows from its IPv4 address, so that the table of which device gets which
/// address is complete before the first machine starts.
package struct NameServicePlan: Sendable, Hashable {
    /// The bridge.
    package var bridge: InterfaceName
    /// The bridge's address with the prefix of the subnet.
    package var gateway: IPv4Network
    /// The domain of guests.
    package var domain: String?
    /// The directory for its files.
    package var directory: FilePath

    /// Describes the service of one network.
    ///
    /// - Parameters:
    ///   - bridge: The bridge.
    ///   - gateway: The bridge's address with the prefix of the subnet.
    ///   - domain: The domain of guests.
    ///   - directory: The directory for its files.
    package init(bridge: InterfaceName, gateway: IPv4Network, domain: String?, directory: FilePath) {
        self.bridge = bridge
        self.gateway = gateway
        self.domain = domain
        self.directory = directory
    }

    /// The argument that names the file with the process id; by it the process is known as ours.
    static func processArgument(in directory: FilePath) -> String {
        "--pid-file=\(directory.appending(NetworkManager.nameServicePid))"
    }

    /// The arguments. The program goes to the background when it listens; until then errors are told.
    package var arguments: [String] {
        var arguments = [
            "--conf-file=/dev/null", "--interface=\(bridge)", "--except-interface=lo", "--bind-interfaces",
            "--listen-address=\(gateway.address)", "--no-hosts", "--bogus-priv", "--domain-needed", "--expand-hosts",
            "--hostsdir=\(directory.appending(NetworkManager.leasesName).appending(LeaseStore.namesName))",
            "--dhcp-range=\(gateway.networkAddress),static,\(IPv4Address(bits: gateway.mask)),1h",
            "--dhcp-hostsfile=\(directory.appending(NetworkManager.hostsName))",
            "--dhcp-leasefile=\(directory.appending(NetworkManager.nameServiceLeases))",
            Self.processArgument(in: directory),
        ]
        if let domain { arguments += ["--domain=\(domain)", "--local=/\(domain)/"] }
        return arguments
    }

    /// The table of devices and addresses: one line `MAC,ADDRESS` for each that a machine may have.
    package var hosts: [UInt8] {
        var text: [UInt8] = []
        let first = gateway.networkAddress.bits
        let last = gateway.broadcastAddress.bits
        guard last > first + 1 else { return text }
        for bits in (first + 1)...(last - 1) where bits != gateway.address.bits {
            let lease = NetworkLease(machine: "", address: IPv4Address(bits: bits))
            text += "\(lease.macAddress),\(lease.address)\n".utf8
        }
        return text
    }
}
