import NetdevBridge
import UnikraftCore

/// A host with a network `virbr0` (172.44.0.1/24), two guests on it that are namespaces (172.44.0.2 and .3),
/// and a second host (198.51.100.2) that plays the internet.
final class Laboratory: Sendable {
    let host: TestNamespace
    let guest: TestNamespace
    let neighbour: TestNamespace
    let internet: TestNamespace
    let manager: NetworkManager
    let name: InterfaceName

    init() throws {
        host = try TestNamespace()
        guest = try TestNamespace()
        neighbour = try TestNamespace()
        internet = try TestNamespace()
        manager = host.manager()
        name = try InterfaceName(parsing: "virbr0")
        try tool("ip -n \(host.name) link add wan type veth peer name eth0 netns \(internet.name)")
        try tool("ip -n \(host.name) address add 198.51.100.1/24 dev wan")
        try tool("ip -n \(host.name) link set wan up")
        try tool("ip -n \(internet.name) address add 198.51.100.2/24 dev eth0")
        try tool("ip -n \(internet.name) link set eth0 up")
    }

    func createNetwork(_ change: (inout NetworkConfiguration) -> Void = { _ in }) async throws {
        var configuration = NetworkConfiguration(name: name, subnet: try IPv4Network(parsing: "172.44.0.1/24"))
        change(&configuration)
        try await manager.create(configuration)
        for (number, namespace) in [(2, guest), (3, neighbour)] {
            if try host.interfaces().contains("port\(number)") {
                try tool("ip -n \(host.name) link set port\(number) master virbr0")
                continue
            }
            try tool("ip -n \(host.name) link add port\(number) type veth peer name eth0 netns \(namespace.name)")
            try tool("ip -n \(host.name) link set port\(number) up master virbr0")
            try tool("ip -n \(namespace.name) address add 172.44.0.\(number)/24 dev eth0")
            try tool("ip -n \(namespace.name) link set eth0 up")
            try tool("ip -n \(namespace.name) route add default via 172.44.0.1")
        }
    }

    /// The connection of the guest, as a machine monitor would have it.
    func attachGuest() throws -> NetworkInterface {
        let interface = try manager.attach(AttachmentRequest(machine: "web"), to: name)
        precondition(interface.lease.address.description == "172.44.0.2")
        return interface
    }

    func tables() throws -> String { try host.inside("nft list ruleset") }
}
