import SystemPackage
import UnikraftCore

/// The text form of a record: a heading, then a line for each thing that is known, `key value…`.
extension NetworkRecord {
    private static let heading = "swift-unikraft-network 1"

    /// The content of the record's file.
    package var text: [UInt8] {
        var lines = [Self.heading, "name \(name)", "phase \(phase.rawValue)", "gateway \(gateway)", "mtu \(mtu)"]
        func add(_ key: String, _ value: String?) {
            if let value { lines.append("\(key) \(value)") }
        }
        if let original {
            add("adopted", "\(original.wasUp) \(original.hadAddress) \(original.mtu ?? 0)")
        }
        add("translates", translatesAddresses ? "true" : nil)
        for server in nameServers { add("name-server", server.description) }
        add("domain", domain)
        add("user", user.map { "\($0.identifier) \($0.group)" })
        add("firewall", hasFirewall ? "true" : nil)
        add("forwarding-before", forwardingBefore.map(String.init))
        add("loopback-routing-before", loopbackRoutingBefore.map(String.init))
        add("serves-names", servesNames ? "true" : nil)
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// Reads the content of a record's file. Keys that are not known are passed over.
    ///
    /// - Parameters:
    ///   - text: The content.
    ///   - path: The file's path, for errors.
    /// - Throws: ``NetworkError`` `malformedRecord` with the line.
    package init(text: [UInt8], path: String) throws(NetworkError) {
        var values: [String: [[String]]] = [:]
        var number = 0
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            if number == 1, line != Self.heading { throw Self.malformed(path, number) }
            let words = line.split(separator: " ").map(String.init)
            if let key = words.first { values[key, default: []].append(Array(words.dropFirst())) }
        }
        func word(_ key: String) -> String? { values[key]?.first?.first }
        guard let name = word("name").flatMap({ try? InterfaceName(parsing: $0) }),
            let phase = word("phase").flatMap(Phase.init(rawValue:)),
            let gateway = word("gateway").flatMap({ try? IPv4Network(parsing: $0) }),
            (8...30).contains(gateway.prefixLength), let mtu = word("mtu").flatMap({ UInt32($0) })
        else { throw Self.malformed(path, number) }
        self.init(name: name, gateway: gateway, mtu: mtu)
        self.phase = phase
        if let words = values["adopted"]?.first {
            guard words.count == 3, let wasUp = Bool(words[0]), let hadAddress = Bool(words[1]),
                let mtu = UInt32(words[2])
            else { throw Self.malformed(path, number) }
            original = Original(wasUp: wasUp, mtu: mtu == 0 ? nil : mtu, hadAddress: hadAddress)
        }
        if let words = values["user"]?.first {
            guard words.count == 2, let identifier = UInt32(words[0]), let group = UInt32(words[1]) else {
                throw Self.malformed(path, number)
            }
            user = NetworkUser(identifier: identifier, group: group)
        }
        translatesAddresses = word("translates") == "true"
        nameServers = (values["name-server"] ?? []).compactMap { words in
            words.first.flatMap { try? IPv4Address(parsing: $0) }
        }
        domain = word("domain")
        hasFirewall = word("firewall") == "true"
        forwardingBefore = word("forwarding-before").flatMap(Bool.init)
        loopbackRoutingBefore = word("loopback-routing-before").flatMap(Bool.init)
        servesNames = word("serves-names") == "true"
    }

    private static func malformed(_ path: String, _ line: Int) -> NetworkError {
        NetworkError(
            code: .malformedRecord, subject: path,
            message: "'\(path)' is not a complete record of a network (\(line) lines). Remove its directory, and the "
                + "bridge with 'ip link delete'.", position: line)
    }
}
