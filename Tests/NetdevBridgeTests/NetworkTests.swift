import NetdevBridge
import Testing
import UnikraftCore

@Suite("Networks", .enabled(if: Privilege.networks, Privilege.reason))
struct NetworkTests {
    private let name: InterfaceName
    private let guide: IPv4Network

    init() throws {
        name = try InterfaceName(parsing: "virbr0")
        guide = try IPv4Network(parsing: "172.44.0.1/24")
    }

    @Test func aNetworkFromBeginningToEnd() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        #expect(try manager.networks() == [])
        let made = try await manager.create(NetworkConfiguration(name: name, subnet: guide))
        #expect(made.state == .up && made.gateway == guide && made.mtu == 1500 && !made.isAdopted)
        let told = try tool("ip -n \(namespace.name) address show virbr0")
        #expect(told.contains("inet 172.44.0.1/24") && told.contains("02:b0:b0:2c:00:01"))
        #expect(try tool("ip -n \(namespace.name) link show virbr0").contains("alias swift-unikraft:virbr0"))
        // Once more changes nothing.
        #expect(try await manager.create(NetworkConfiguration(name: name, subnet: guide)).name == name)
        #expect(try manager.networks().map(\.name) == [name])
        #expect(try await manager.setDown(name).state == .down)
        #expect(try await manager.setUp(name).state == .up)
        try await manager.remove(name)
        #expect(try namespace.interfaces() == ["lo"])
        #expect(namespace.recordNames() == [])
        await #expect(throws: NetworkError.self) { try await manager.remove(name) }
        #expect(throws: NetworkError.self) { try manager.network(name) }
    }

    @Test func anotherConfigurationUnderTheSameNameIsRefused() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        try await manager.create(NetworkConfiguration(name: name, subnet: guide))
        let other = NetworkConfiguration(name: name, subnet: try IPv4Network(parsing: "172.45.0.1/24"))
        await #expect { try await manager.create(other) } throws: { ($0 as? NetworkError)?.code == .networkExists }
        #expect(try manager.network(name).gateway == guide)
    }

    @Test func subnetsThatAreTakenAreLeftAlone() async throws {
        let namespace = try TestNamespace()
        try tool("ip -n \(namespace.name) link add lan type veth peer name wan")
        try tool("ip -n \(namespace.name) link set lan up")
        try tool("ip -n \(namespace.name) address add 172.24.0.5/24 dev lan")
        try tool("ip -n \(namespace.name) route add 172.24.1.0/24 via 172.24.0.1")
        let manager = namespace.manager()
        for taken in ["172.24.0.129/25", "172.24.1.1/24", "172.0.0.1/8"] {
            let configuration = NetworkConfiguration(name: name, subnet: try IPv4Network(parsing: taken))
            await #expect { try await manager.create(configuration) } throws: {
                ($0 as? NetworkError)?.code == .subnetOverlap
            }
        }
        #expect(namespace.recordNames() == [])
        #expect(try await manager.create(NetworkConfiguration(name: name)).gateway.description == "172.24.2.1/24")
        let second = NetworkConfiguration(name: try InterfaceName(parsing: "virbr1"))
        #expect(try await manager.create(second).gateway.description == "172.24.3.1/24")
        #expect(try namespace.interfaces().sorted() == ["lan", "lo", "virbr0", "virbr1", "wan"])
    }

    @Test func anInterfaceThatIsNoBridgeIsNotTouched() async throws {
        let namespace = try TestNamespace()
        try tool("ip -n \(namespace.name) link add virbr0 type veth peer name other")
        await #expect { try await namespace.manager().create(NetworkConfiguration(name: name)) } throws: { error in
            (error as? NetworkError)?.code == .nameTaken && "\(error)".contains("a veth")
        }
        #expect(try namespace.interfaces().sorted() == ["lo", "other", "virbr0"])
        #expect(namespace.recordNames() == [])
    }

    @Test func anAdoptedBridgeIsLeftAsItWasFound() async throws {
        let namespace = try TestNamespace()
        try tool("ip -n \(namespace.name) link add virbr0 mtu 1400 type bridge")
        try tool("ip -n \(namespace.name) address add 10.1.0.1/16 dev virbr0")
        try tool("ip -n \(namespace.name) tuntap add foreign mode tap")
        try tool("ip -n \(namespace.name) link set foreign master virbr0")
        // A bridge that was never up has no queue discipline yet; nothing else may differ.
        func told() throws -> String {
            try tool("ip -n \(namespace.name) address show virbr0").replacing("noop", with: "noqueue")
        }
        let before = try told()
        let manager = namespace.manager()
        var configuration = NetworkConfiguration(name: name, subnet: guide)
        configuration.mtu = 1300
        configuration.tapCount = 1
        let made = try await manager.create(configuration)
        #expect(made.isAdopted && made.state == .up && made.taps.count == 1)
        let during = try tool("ip -n \(namespace.name) address show virbr0")
        #expect(during.contains("172.44.0.1/24") && during.contains("10.1.0.1/16") && during.contains("mtu 1300"))
        try await manager.remove(name)
        #expect(try told() == before)
        #expect(try namespace.interfaces().sorted() == ["foreign", "lo", "virbr0"])

        // Without a subnet the bridge's own is taken, and nothing is added.
        #expect(try await manager.create(NetworkConfiguration(name: name)).gateway.description == "10.1.0.1/16")
        try await manager.remove(name)
        #expect(try told() == before)
        var refusing = NetworkConfiguration(name: name)
        refusing.adoptsExisting = false
        await #expect { try await manager.create(refusing) } throws: { ($0 as? NetworkError)?.code == .nameTaken }
    }

    @Test(arguments: [
        "172.44.0.255/24", "172.44.0.1/7", "172.44.0.1/31", "127.1.0.1/24", "224.0.0.1/24", "0.1.0.1/16",
    ])
    func subnetsOutOfRange(text: String) throws {
        let configuration = NetworkConfiguration(name: name, subnet: try IPv4Network(parsing: text))
        #expect { try configuration.validated() } throws: { ($0 as? NetworkError)?.code == .invalidConfiguration }
    }

    @Test func theFirstAddressOfASubnetMeansTheNext() throws {
        let configuration = NetworkConfiguration(name: name, subnet: try IPv4Network(parsing: "172.44.0.0/24"))
        #expect(try configuration.validated()?.description == "172.44.0.1/24")
    }

    @Test func aBridgeDeletedBehindOurBack() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        var configuration = NetworkConfiguration(name: name, subnet: guide)
        configuration.tapCount = 2
        try await manager.create(configuration)
        try tool("ip -n \(namespace.name) link delete virbr0")
        #expect(try manager.network(name).state == .missing)
        await #expect { try await manager.setUp(name) } throws: { ($0 as? NetworkError)?.code == .bridgeMissing }
        #expect { try manager.attach(AttachmentRequest(machine: "web"), to: name) } throws: {
            ($0 as? NetworkError)?.code == .bridgeMissing
        }
        // Another program's bridge of the same name is not ours to delete.
        try tool("ip -n \(namespace.name) link add virbr0 type bridge")
        #expect(try manager.network(name).state == .missing)
        try await manager.remove(name)
        #expect(try namespace.interfaces() == ["lo", "virbr0"])
        try tool("ip -n \(namespace.name) link delete virbr0")

        try await manager.create(configuration)
        try tool("ip -n \(namespace.name) link delete virbr0")
        // Making it again puts it in order.
        #expect(try await manager.create(configuration).state == .up)
        #expect(try manager.network(name).taps.count == 2)
        try await manager.remove(name)
        #expect(try namespace.interfaces() == ["lo"])
    }
}
