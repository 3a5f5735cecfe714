public import UnikraftCore

/// What a guest is told about one of its network devices: the value of Unikraft's parameter `netdev.ip`
/// (lib/uknetdev of Unikraft, einfo parameters): `CIDR[:GATEWAY[:DNS0[:DNS1[:HOSTNAME[:DOMAIN]]]]]`.
public struct GuestAddress: Sendable, Hashable {
    /// The guest's address with the length of its network's prefix.
    public let network: IPv4Network
    /// The router to everywhere else; nil for none.
    public let gateway: IPv4Address?
    /// Whom to ask for names; at most two.
    public let nameServers: [IPv4Address]
    /// The guest's own name.
    public let hostName: String?
    /// The domain of names without a dot.
    public let domain: String?

    /// Creates a description.
    ///
    /// - Parameters:
    ///   - network: The guest's address with the length of its network's prefix.
    ///   - gateway: The router to everywhere else.
    ///   - nameServers: Whom to ask for names; at most two.
    ///   - hostName: The guest's own name (RFC 1123, section 2.1).
    ///   - domain: The domain of names without a dot.
    /// - Throws: `InvalidValue` when there are more than two name servers or a name has a
    ///   character that host names do not have.
    public init(
        network: IPv4Network, gateway: IPv4Address? = nil, nameServers: [IPv4Address] = [], hostName: String? = nil,
        domain: String? = nil
    ) throws(InvalidValue) {
        guard nameServers.count <= 2 else {
            throw InvalidValue(
                kind: "list of name servers", text: nameServers.map(\.description).joined(separator: ","),
                reason: "the guest takes two and there are \(nameServers.count)", remedy: "Give one or two.")
        }
        if let hostName { try NameRules.checkHost(hostName, kind: "host name") }
        if let domain { try NameRules.checkHost(domain, kind: "domain") }
        self.network = network
        self.gateway = gateway
        self.nameServers = nameServers
        self.hostName = hostName
        self.domain = domain
    }
}

extension GuestAddress: CustomStringConvertible {
    /// The value of `netdev.ip`, without empty fields at its end.
    public var description: String {
        let fields = [
            network.description, gateway?.description ?? "", nameServers.first?.description ?? "",
            nameServers.dropFirst().first?.description ?? "", hostName ?? "", domain ?? "",
        ]
        let used = fields.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 1
        return fields[..<used].joined(separator: ":")
    }
}
