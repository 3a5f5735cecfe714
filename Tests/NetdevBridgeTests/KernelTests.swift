import Glibc
import NetdevBridge
import SystemPackage
import Testing
import UnikraftCore

@Suite("Against this kernel", .enabled(if: Privilege.networks, Privilege.reason))
struct KernelTests {
    private func name(_ text: String) throws -> InterfaceName { try InterfaceName(parsing: text) }

    @Test func linksAreMadeChangedAndRemoved() throws {
        let namespace = try TestNamespace()
        let kernel = try namespace.host.routeNetlink()
        var bridge = NewLink(name: try name("br0"), kind: .bridge)
        bridge.settings.isUp = true
        bridge.settings.mtu = 1400
        bridge.settings.address = try MACAddress(parsing: "02:b0:b0:2c:00:01")
        try kernel.create(bridge)
        try kernel.create(NewLink(name: try name("va"), kind: .veth(peer: try name("vb"), peerNamespace: nil)))
        let link = try #require(try kernel.link(named: try name("br0")))
        let end = try #require(try kernel.link(named: try name("va")))
        var changes = LinkChanges()
        changes.master = link.index
        changes.isUp = true
        changes.alias = "mine"
        try kernel.change(end.index, named: "va", changes)

        #expect(link.kind == "bridge" && link.isUp && link.mtu == 1400)
        #expect(link.statistics != nil)
        let told = try tool("ip -n \(namespace.name) -d link show br0")
        #expect(told.contains("02:b0:b0:2c:00:01") && told.contains("forward_delay 0 ") && link.mtu == 1400)
        let port = try tool("ip -n \(namespace.name) -d link show va")
        #expect(port.contains("master br0") && port.contains("alias mine") && port.contains("<"))
        let changed = try #require(try kernel.link(named: try name("va")))
        #expect(changed.alias == "mine" && changed.master == link.index && changed.peer != nil)

        try kernel.delete(end.index, named: "va")
        try kernel.delete(end.index, named: "va")
        try kernel.delete(link.index, named: "br0")
        #expect(try namespace.interfaces() == ["lo"])
        #expect(try kernel.link(named: try name("va")) == nil)
    }

    @Test func addressesRoutesAndNeighbours() throws {
        let namespace = try TestNamespace()
        let kernel = try namespace.host.routeNetlink()
        var bridge = NewLink(name: try name("br0"), kind: .bridge)
        bridge.settings.isUp = true
        try kernel.create(bridge)
        let index = try #require(try kernel.link(named: try name("br0"))).index
        let four = InterfaceAddress(
            interface: index, address: .v4(try IPv4Address(parsing: "172.44.0.1")), prefixLength: 24)
        let six = InterfaceAddress(
            interface: index, address: .v6(try IPv6Address(parsing: "fd00::1")), prefixLength: 64)
        try kernel.add(four)
        try kernel.add(six)
        #expect(throws: NetworkError.self) { try kernel.add(four) }
        let route = NetworkRoute(
            destination: .v4(try IPv4Address(parsing: "10.9.0.0")), prefixLength: 16,
            gateway: .v4(try IPv4Address(parsing: "172.44.0.9")), interface: index)
        try kernel.add(route)
        let neighbour = NetworkNeighbour(
            interface: index, address: .v4(try IPv4Address(parsing: "172.44.0.2")),
            linkAddress: try MACAddress(parsing: "02:b0:b0:2c:00:02"))
        try kernel.set(neighbour)

        #expect(try kernel.addresses().contains(four))
        #expect(try kernel.addresses().contains(six))
        #expect(try kernel.routes().contains(route))
        #expect(try kernel.neighbours().contains(neighbour))
        let told = try tool("ip -n \(namespace.name) address show br0")
        #expect(told.contains("inet 172.44.0.1/24 brd 172.44.0.255") && told.contains("inet6 fd00::1/64"))
        #expect(try tool("ip -n \(namespace.name) route").contains("10.9.0.0/16 via 172.44.0.9 dev br0 proto static"))
        #expect(
            try tool("ip -n \(namespace.name) neighbour").contains(
                "172.44.0.2 dev br0 lladdr 02:b0:b0:2c:00:02 PERMANENT"))

        for _ in 0..<2 {
            try kernel.remove(neighbour)
            try kernel.remove(route)
            try kernel.remove(six)
            try kernel.remove(four)
        }
        #expect(!(try kernel.routes().contains(route)))
        #expect(!(try kernel.addresses().contains(four)))
    }

    @Test func anInterfaceMovesToAnotherNamespace() throws {
        let near = try TestNamespace()
        let far = try TestNamespace()
        let file = open(far.path.string, O_RDONLY)
        defer { close(file) }
        let kernel = try near.host.routeNetlink()
        try kernel.setNamespaceIdentifier(4, of: file)
        #expect(try kernel.namespaceIdentifier(of: file) == 4)
        try kernel.create(NewLink(name: try name("va"), kind: .veth(peer: try name("vb"), peerNamespace: file)))
        try kernel.create(NewLink(name: try name("vc"), kind: .veth(peer: try name("vd"), peerNamespace: nil)))
        var changes = LinkChanges()
        changes.namespace = file
        try kernel.change(try #require(try kernel.link(named: try name("vc"))).index, named: "vc", changes)
        #expect(try near.interfaces().sorted() == ["lo", "va", "vd"])
        #expect(try far.interfaces().sorted() == ["lo", "vb", "vc"])
    }

    @Test func refusalsCarryTheKernelsWords() throws {
        let namespace = try TestNamespace()
        let kernel = try namespace.host.routeNetlink()
        try kernel.create(NewLink(name: try name("x"), kind: .veth(peer: try name("y"), peerNamespace: nil)))
        #expect { try kernel.create(NewLink(name: try name("x"), kind: .bridge)) } throws: {
            ($0 as? NetworkError)?.code == .nameTaken
        }
        var changes = LinkChanges()
        let index = try #require(try kernel.link(named: try name("x"))).index
        changes.mtu = 4_000_000_000
        #expect { try kernel.change(index, named: "x", changes) } throws: { error in
            let error = error as? NetworkError
            return error?.code == .kernelRefused && error?.kernelMessage?.isEmpty == false
        }
    }

    @Test func largeDumpsComeWhole() throws {
        let namespace = try TestNamespace()
        let batch = (0..<2000).map { "address add 127.1.\($0 / 250).\($0 % 250 + 1)/32 dev lo" }.joined(separator: "\n")
        try tool("ip -n \(namespace.name) -batch -", input: batch)
        #expect(try namespace.host.routeNetlink().addresses().count == 2002)
    }
}
