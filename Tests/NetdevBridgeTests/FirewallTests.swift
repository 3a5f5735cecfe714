import NetdevBridge
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Address translation and published ports", .enabled(if: Privilege.firewall, Privilege.firewallReason))
struct FirewallTests {
    @Test func guestsReachTheInternetOnlyWhenAsked() async throws {
        let laboratory = try Laboratory()
        let server = try TestSocket.listening(in: laboratory.internet, 80)
        try await laboratory.createNetwork()
        #expect(throws: (any Error).self) { try TestSocket.connected(from: laboratory.guest, to: "198.51.100.2", 80) }
        #expect(try !laboratory.host.forwarding())
        try await laboratory.manager.remove(laboratory.name)

        try await laboratory.createNetwork { $0.translatesAddresses = true }
        #expect(try laboratory.host.forwarding())
        let client = try TestSocket.connected(from: laboratory.guest, to: "198.51.100.2", 80)
        let (connection, peer) = try server.accepted()
        #expect(peer.description == "198.51.100.1")
        connection.send("hello")
        #expect(try client.receive() == "hello")
        // Guests see each other's own addresses.
        let listener = try TestSocket.listening(in: laboratory.neighbour, 80)
        let inner = try TestSocket.connected(from: laboratory.guest, to: "172.44.0.3", 80)
        #expect(try listener.accepted().peer.description == "172.44.0.2")
        inner.send("x")

        try await laboratory.manager.remove(laboratory.name)
        #expect(try laboratory.tables() == "")
        #expect(try !laboratory.host.forwarding())
    }

    @Test func forwardingIsSharedByNetworks() async throws {
        let laboratory = try Laboratory()
        let other = try InterfaceName(parsing: "virbr1")
        try await laboratory.createNetwork { $0.translatesAddresses = true }
        var configuration = NetworkConfiguration(name: other)
        configuration.translatesAddresses = true
        try await laboratory.manager.create(configuration)
        try await laboratory.manager.remove(laboratory.name)
        #expect(try laboratory.host.forwarding())
        #expect(try laboratory.tables().contains("swift_unikraft_virbr1"))
        #expect(try !laboratory.tables().contains("swift_unikraft_virbr0"))
        try await laboratory.manager.remove(other)
        #expect(try !laboratory.host.forwarding())

        // Forwarding that was on before stays on; tables of others stay.
        try laboratory.host.inside("sysctl -q -w net.ipv4.ip_forward=1")
        try laboratory.host.inside("nft add table ip mine")
        try await laboratory.manager.create(configuration)
        try await laboratory.manager.remove(other)
        #expect(try laboratory.host.forwarding())
        #expect(try laboratory.tables() == "table ip mine {\n}\n")
    }

    @Test func publishedPortsAreReachedFromEverywhere() async throws {
        let laboratory = try Laboratory()
        try await laboratory.createNetwork()
        let interface = try laboratory.attachGuest()
        let server = try TestSocket.listening(in: laboratory.guest, 80)
        let published = try await laboratory.manager.publish(
            try PortMapping.parse("8080:80"), to: interface.lease, on: interface.network)
        #expect(published.map(\.mapping.hostPort) == [8080])
        for (place, namespace, address, seen) in [
            ("outside", laboratory.internet, "198.51.100.1", "198.51.100.2"),
            ("loopback", laboratory.host, "127.0.0.1", "172.44.0.1"),
            ("host", laboratory.host, "198.51.100.1", "198.51.100.1"),
            ("neighbour", laboratory.neighbour, "172.44.0.1", "172.44.0.1"),
        ] {
            let client = try #require(try? TestSocket.connected(from: namespace, to: address, 8080), "\(place)")
            let (connection, peer) = try server.accepted()
            #expect(peer.description == seen, "\(place)")
            connection.send("from \(place)")
            #expect(try client.receive() == "from \(place)")
        }
        #expect(try laboratory.manager.network(laboratory.name).ports == published)
        try await laboratory.manager.unpublish(machine: "web", on: laboratory.name)
        #expect(throws: (any Error).self) {
            try TestSocket.connected(from: laboratory.internet, to: "198.51.100.1", 8080)
        }
        #expect(try laboratory.tables() == "")
        #expect(try !laboratory.host.forwarding())
        #expect(try laboratory.host.inside("cat /proc/sys/net/ipv4/conf/virbr0/route_localnet") == "0\n")
    }

    @Test func datagramsAndSingleAddresses() async throws {
        let laboratory = try Laboratory()
        try await laboratory.createNetwork()
        let interface = try laboratory.attachGuest()
        let server = try TestSocket.listening(in: laboratory.guest, 53, .udp)
        try await laboratory.manager.publish(
            try PortMapping.parse("127.0.0.1:5353:53/udp"), to: interface.lease, on: interface.network)
        let client = try TestSocket.connected(from: laboratory.host, to: "127.0.0.1", 5353, .udp)
        client.send("question")
        #expect(try server.answerDatagram("answer").text == "question")
        #expect(try client.receive() == "answer")
        // Nobody else reaches what was published on loopback, and guests never reach the host's loopback.
        let stranger = try TestSocket.connected(from: laboratory.internet, to: "198.51.100.1", 5353, .udp)
        stranger.send("question")
        #expect(throws: (any Error).self) { try stranger.receive() }
        let secret = try TestSocket.listening(in: laboratory.host, 9000, on: "127.0.0.1", .udp)
        try tool("ip -n \(laboratory.guest.name) route add 127.0.0.1/32 via 172.44.0.1 table 100")
        try laboratory.guest.inside("sysctl -q -w net.ipv4.conf.all.route_localnet=1")
        try tool("ip -n \(laboratory.guest.name) rule add pref 0 to 127.0.0.1 ipproto udp dport 9000 lookup 100")
        try tool("ip -n \(laboratory.guest.name) rule add pref 1 lookup local")
        try tool("ip -n \(laboratory.guest.name) rule delete pref 0 lookup local")
        let attacker = try TestSocket.connected(from: laboratory.guest, to: "127.0.0.1", 9000, .udp)
        attacker.send("knock")
        #expect(throws: (any Error).self) { try secret.receive() }
    }

    @Test func portsThatAreTakenAreRefused() async throws {
        let laboratory = try Laboratory()
        try await laboratory.createNetwork()
        let interface = try laboratory.attachGuest()
        let listener = try TestSocket.listening(in: laboratory.host, 9090)
        await #expect {
            try await laboratory.manager.publish(
                try PortMapping.parse("9090:80"), to: interface.lease, on: interface.network)
        } throws: {
            ($0 as? NetworkError)?.code == .portInUse
        }
        #expect(listener.number >= 0)
        try await laboratory.manager.publish(
            try PortMapping.parse("8080:80"), to: interface.lease, on: interface.network)
        await #expect {
            try await laboratory.manager.publish(
                try PortMapping.parse("127.0.0.1:8080:81"), to: interface.lease, on: interface.network)
        } throws: { error in
            (error as? NetworkError)?.code == .portInUse && "\(error)".contains("web")
        }
        await #expect {
            try await laboratory.manager.publish(
                try PortMapping.parse("10.1.2.3:1:1"), to: interface.lease, on: interface.network)
        } throws: {
            ($0 as? NetworkError)?.code == .invalidConfiguration
        }
        let chosen = try await laboratory.manager.publish(
            try PortMapping.parse("0:80"), to: interface.lease, on: interface.network)
        #expect(try #require(chosen.first).mapping.hostPort > 0)
        #expect(try laboratory.manager.network(laboratory.name).ports.count == 2)
    }

    /// A connection that the host's side closed a moment ago waits in TIME-WAIT, and keeps no port.
    @Test func aPortThatWasUsedAMomentAgoIsFree() async throws {
        let laboratory = try Laboratory()
        try await laboratory.createNetwork()
        let interface = try laboratory.attachGuest()
        let use = """
            import socket
            s = socket.create_server(("127.0.0.1", 9191)); c = socket.create_connection(("127.0.0.1", 9191))
            a = s.accept()[0]; a.close(); c.recv(1); c.close(); s.close()
            """
        let directory = try TemporaryDirectory()
        try laboratory.host.inside("python3 \(directory.write("use.py", use.utf8))")
        #expect(try laboratory.host.inside("ss -tan").contains("TIME-WAIT"))
        let published = try await laboratory.manager.publish(
            try PortMapping.parse("9191:80"), to: interface.lease, on: interface.network)
        #expect(published.map(\.mapping.hostPort) == [9191])
    }

    @Test func rulesThatSomebodyFlushedComeBack() async throws {
        let laboratory = try Laboratory()
        try await laboratory.createNetwork { $0.translatesAddresses = true }
        let before = try laboratory.tables()
        try laboratory.host.inside("nft flush ruleset")
        try await laboratory.manager.setUp(laboratory.name)
        #expect(try laboratory.tables() == before)
        // More taps for a network with translation are asked for without saying so again.
        var more = NetworkConfiguration(name: laboratory.name)
        more.tapCount = 2
        let again = try await laboratory.manager.create(more)
        #expect(again.translatesAddresses && again.taps.count == 2)
    }

    @Test func portsOfDeadMachinesAreForgotten() async throws {
        let laboratory = try Laboratory()
        try await laboratory.createNetwork()
        var interface = try laboratory.attachGuest()
        interface.lease.owner = ProcessIdentity(identifier: 1, startTime: 0)
        try await laboratory.manager.publish(
            try PortMapping.parse("8080:80"), to: interface.lease, on: interface.network)
        try await laboratory.manager.setUp(laboratory.name)
        #expect(try laboratory.manager.network(laboratory.name).ports == [])
        #expect(try laboratory.tables() == "")
    }
}

@Suite("Rules as text")
struct FirewallRuleTests {
    @Test func aTableReplacesItselfInOneTransaction() throws {
        let rules = FirewallRules(
            bridge: try InterfaceName(parsing: "0br"), subnet: try IPv4Network(parsing: "172.44.0.1/24"),
            translatesAddresses: true,
            ports: [
                PublishedPort(
                    mapping: try PortMapping.parse("127.0.0.1:8080:80")[0], machine: "web",
                    guestAddress: try IPv4Address(parsing: "172.44.0.2"))
            ])
        let text = rules.replacement
        #expect(text.hasPrefix("table ip swift_unikraft_0br\ndelete table ip swift_unikraft_0br\ntable ip"))
        #expect(text.contains("ip daddr 127.0.0.1 tcp dport 8080 dnat to 172.44.0.2:80"))
        #expect(text.contains("oifname != \"0br\" ip saddr 172.44.0.0/24 ip daddr != 224.0.0.0/4 masquerade"))
    }

    @Test func linesOfPublishedPorts() throws {
        let port = PublishedPort(
            mapping: try PortMapping.parse("127.0.0.1:8080:80/udp")[0], machine: "web",
            guestAddress: try IPv4Address(parsing: "172.44.0.2"), owner: ProcessIdentity(identifier: 3, startTime: 4))
        #expect(PublishedPort(line: port.line.dropLast()) == port)
        #expect(PublishedPort(line: "tcp 1.2.3.4 80") == nil)
        #expect(PublishedPort(line: "") == nil)
    }
}
