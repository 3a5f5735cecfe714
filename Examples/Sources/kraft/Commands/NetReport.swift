import NetdevBridge
import UnikraftCore

/// A network as `--json` prints it.
struct NetworkReport: Encodable {
    struct Machine: Encodable {
        var name: String
        var device: UInt8
        var address: String
        var mac: String
        var tap: String?
        var process: Int32?
    }

    struct Tap: Encodable {
        var name: String
        var owner: UInt32?
        var open: Bool
        var receivedBytes: UInt64
        var sentBytes: UInt64
    }

    struct Port: Encodable {
        var machine: String
        var mapping: String
        var address: String
    }

    var name: String
    var state: String
    var gateway: String
    var mtu: UInt32
    var adopted: Bool
    var nat: Bool
    var dns: Bool
    var nameServers: [String]
    var domain: String?
    var user: UInt32?
    var machines: [Machine]
    var taps: [Tap]
    var ports: [Port]

    init(_ network: Network) {
        name = network.name.text
        state = network.state.rawValue
        gateway = "\(network.gateway)"
        mtu = network.mtu
        adopted = network.isAdopted
        nat = network.translatesAddresses
        dns = network.servesNames
        nameServers = network.nameServers.map(\.description)
        domain = network.domain
        user = network.user?.identifier
        // What ended machines hold is given to the next.
        machines = network.leases.filter(\.owner.isRunning).map { lease in
            Machine(
                name: lease.machine, device: lease.device, address: "\(lease.address)", mac: "\(lease.macAddress)",
                tap: lease.tap, process: lease.owner == .none ? nil : lease.owner.identifier)
        }
        taps = network.taps.map { tap in
            Tap(
                name: tap.name, owner: tap.owner, open: tap.isOpen,
                receivedBytes: tap.statistics?.receivedBytes ?? 0, sentBytes: tap.statistics?.sentBytes ?? 0)
        }
        ports = network.ports.filter(\.owner.isRunning).map { port in
            Port(machine: port.machine, mapping: "\(port.mapping)", address: "\(port.guestAddress)")
        }
    }

    /// Prints the network: its name, or JSON.
    ///
    /// - Parameters:
    ///   - network: The network.
    ///   - json: Whether JSON is wanted.
    /// - Throws: What the encoder throws.
    static func print(_ network: Network, json: Bool) throws {
        if json {
            try JSON.print(NetworkReport(network))
        } else {
            Swift.print(network.name)
        }
    }

    /// One line of `kraft net ls`.
    var row: [String] {
        [name, state, gateway, "\(machines.count)", "\(taps.count)", nat ? "yes" : "no"]
    }
}
