public import UnikraftCore

/// A network to make.
public struct NetworkConfiguration: Sendable, Hashable {
    /// The name, which is also that of the bridge.
    public var name: InterfaceName
    /// The bridge's own address, which is the guests' gateway, with the prefix of the subnet (8 to 30). When
    /// the address is the first of the subnet, the next one is taken. Nil chooses a free subnet, or that of
    /// a bridge that exists.
    public var subnet: IPv4Network?
    /// The largest packet in bytes, 68 (RFC 791, section 3.2) to 65,535. Nil is 1,500, or what a bridge
    /// that exists has.
    public var mtu: UInt32?
    /// Whether guests reach other networks under the addresses of this host (NAT by nftables).
    public var translatesAddresses = false
    /// Whom guests ask for names; at most two.
    public var nameServers: [IPv4Address] = []
    /// The domain of guests.
    public var domain: String?
    /// Whether dnsmasq serves names and, by DHCP, the addresses that machines lease. Guests that are told
    /// their address need no DHCP.
    public var servesNames = false
    /// Who may run machines on the network beside root.
    public var user: NetworkUser?
    /// How many taps to keep ready for that user.
    public var tapCount: UInt16 = 0
    /// Whether a bridge of that name that exists is used.
    public var adoptsExisting = true

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - name: The name, which is also that of the bridge.
    ///   - subnet: The bridge's own address with the prefix of the subnet; nil chooses.
    public init(name: InterfaceName, subnet: IPv4Network? = nil) {
        self.name = name
        self.subnet = subnet
    }

    /// Tells what is wrong with the configuration.
    ///
    /// - Returns: The subnet with the address that the bridge gets; nil when none was given.
    /// - Throws: ``NetworkError`` `invalidConfiguration`.
    @discardableResult
    public func validated() throws(NetworkError) -> IPv4Network? {
        func invalid(_ message: String) -> NetworkError {
            NetworkError(code: .invalidConfiguration, subject: name.text, message: message)
        }
        if let mtu, !(68...65535).contains(mtu) {
            throw invalid("An MTU of \(mtu) bytes is out of range. Choose 68 to 65535; 1500 is usual.")
        }
        guard tapCount <= 1024 else { throw invalid("\(tapCount) taps are more than the 1,024 of one bridge.") }
        guard nameServers.count <= 2 else {
            throw invalid("A guest takes two name servers; \(nameServers.count) are given.")
        }
        do throws(InvalidValue) {
            if let domain { try NameRules.checkHost(domain, kind: "domain") }
        } catch {
            throw invalid(error.description)
        }
        guard let subnet else { return nil }
        guard !servesNames || subnet.prefixLength >= 16 else {
            throw invalid("dnsmasq serves at most 65,536 addresses. Choose a prefix of 16 bits or more.")
        }
        guard (8...30).contains(subnet.prefixLength) else {
            throw invalid("A prefix of \(subnet.prefixLength) bits is out of range. Choose 8 to 30; 24 is usual.")
        }
        let first = subnet.address.bits >> 24
        guard first != 0, first != 127, first < 224 else {
            throw invalid("\(subnet) is not a subnet of hosts. Choose a private one, for example 172.44.0.1/24.")
        }
        guard subnet.address != subnet.broadcastAddress else {
            throw invalid("\(subnet.address) is the broadcast address of the subnet. Choose another one.")
        }
        guard subnet.address == subnet.networkAddress else { return subnet }
        return try? IPv4Network(
            address: IPv4Address(bits: subnet.address.bits + 1), prefixLength: subnet.prefixLength)
    }
}
