import ArgumentParser
import NetdevBridge
import UnikraftCore

struct NetCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a network: a bridge with an address, and a subnet for machines.",
        discussion:
            "A network that exists and agrees with the options is left as it is; taps that are missing are made.")

    @OptionGroup var network: NetworkName

    @Option(
        name: [.customShort("n"), .customLong("network")],
        help: "The bridge's address with the prefix of the subnet, for example 172.44.0.1/24; a free one by default.")
    var subnet: String?

    @Option(help: "Who may run machines on the network without root: a name or a number.")
    var user: String?

    @Option(help: "How many taps to keep ready for that user.")
    var taps: UInt16 = 0

    @Flag(help: "Let machines reach other networks under this host's addresses (needs nft).")
    var nat = false

    @Flag(help: "Serve names and, by DHCP, addresses on the network (needs dnsmasq).")
    var dns = false

    @Option(name: .customLong("name-server"), help: "Whom machines ask for names; at most two.")
    var nameServers: [String] = []

    @Option(help: "The domain of machines.")
    var domain: String?

    @Option(help: "The largest packet in bytes.")
    var mtu: UInt32?

    @Flag(help: "Refuse a bridge that exists.")
    var noAdopt = false

    @Flag(help: "Print the network as JSON.")
    var json = false

    mutating func run() async throws {
        var configuration = NetworkConfiguration(name: try network.parsed())
        configuration.subnet = try subnet.map { text in
            try usage { () throws(InvalidValue) in try IPv4Network(parsing: text) }
        }
        configuration.nameServers = try nameServers.map { text in
            try usage { () throws(InvalidValue) in try IPv4Address(parsing: text) }
        }
        configuration.user = try user.map { text throws(NetworkError) in try NetworkUser(named: text) }
        configuration.tapCount = taps
        configuration.translatesAddresses = nat
        configuration.servesNames = dns
        configuration.domain = domain
        configuration.mtu = mtu
        configuration.adoptsExisting = !noAdopt
        let wanted = configuration
        let made = try await cancelledBySignals { try await Net.manager().create(wanted) }
        try NetworkReport.print(made, json: json)
    }
}
