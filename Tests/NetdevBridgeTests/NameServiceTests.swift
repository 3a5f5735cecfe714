import Glibc
import NetdevBridge
import SystemPackage
import Testing
import UnikraftCore

@Suite("dnsmasq")
struct NameServiceTests {
    @Test func thePlanIsComplete() throws {
        let plan = NameServicePlan(
            bridge: try InterfaceName(parsing: "virbr0"), gateway: try IPv4Network(parsing: "172.44.0.1/30"),
            domain: "example.test", directory: "/run/x")
        #expect(plan.arguments.contains("--dhcp-range=172.44.0.0,static,255.255.255.252,1h"))
        #expect(plan.arguments.contains("--listen-address=172.44.0.1"))
        #expect(plan.arguments.contains("--pid-file=/run/x/dnsmasq.pid"))
        #expect(plan.arguments.contains("--domain=example.test") && plan.arguments.contains("--local=/example.test/"))
        #expect(plan.arguments.contains("--hostsdir=/run/x/leases/names"))
        #expect(String(decoding: plan.hosts, as: UTF8.self) == "02:b0:b0:2c:00:02,172.44.0.2\n")
    }

    @Test(.enabled(if: Privilege.nameService, Privilege.nameServiceReason))
    func itServesTheNetworkAndEndsWithIt() async throws {
        let laboratory = try Laboratory()
        try await laboratory.createNetwork { $0.servesNames = true }
        #expect(try laboratory.manager.network(laboratory.name).servesNames)
        let interface = try laboratory.attachGuest()
        #expect(interface.guestAddress.description == "172.44.0.2/24:172.44.0.1:172.44.0.1")
        // A question for a name that nobody has is answered: RFC 1035, section 4.1; "nope.", A, IN.
        let client = try TestSocket.connected(from: laboratory.guest, to: "172.44.0.1", 53, .udp)
        client.send("\u{1}\u{2}\u{1}\0\0\u{1}\0\0\0\0\0\0\u{4}nope\0\0\u{1}\0\u{1}")
        #expect(try client.receive().utf8.starts(with: [1, 2]))
        let pidFile = laboratory.host.records.appending("virbr0").appending("dnsmasq.pid").string
        let process = try #require(Int32(try tool("cat \(pidFile)").dropLast()))
        // One that died is started again.
        kill(process, SIGKILL)
        while ProcessIdentity(running: process) != nil { usleep(1000) }
        #expect(try !laboratory.manager.network(laboratory.name).servesNames)
        #expect(try await laboratory.manager.setUp(laboratory.name).servesNames)
        let second = try #require(Int32(try tool("cat \(pidFile)").dropLast()))
        try await laboratory.manager.remove(laboratory.name, force: true)
        for _ in 0..<2000 where ProcessIdentity(running: second) != nil { usleep(1000) }
        #expect(ProcessIdentity(running: second) == nil)
        #expect(laboratory.host.recordNames() == [])
    }

    /// What busybox's resolver finds from the guest, waiting until it is what is expected.
    private func resolved(_ name: String, until expected: String, _ laboratory: Laboratory) throws -> String {
        var answer = ""
        for _ in 0..<100 {
            answer = (try? laboratory.guest.inside("busybox nslookup \(name) 172.44.0.1")) ?? "unknown"
            if answer.contains(expected) { break }
            usleep(50_000)
        }
        return answer
    }

    @Test(.enabled(if: Privilege.nameClients, Privilege.nameClientReason))
    func aDHCPClientGetsItsLeaseAndMachinesAreResolved() async throws {
        let laboratory = try Laboratory()
        try await laboratory.createNetwork { network in
            network.servesNames = true
            network.domain = "example.test"
            network.user = NetworkUser(identifier: 65534, group: 65534)
        }
        let web = try laboratory.attachGuest()
        let guest = laboratory.guest
        // The guest's device gets the Ethernet address that its machine has, and asks for an address.
        try tool("ip -n \(guest.name) address flush dev eth0")
        try tool("ip -n \(guest.name) link set eth0 address \(web.macAddress)")
        let script = guest.directory.appending("bound.sh")
        let state = try StateDirectory.make(guest.directory, displayPath: guest.directory)
        try state.write(
            "bound.sh",
            Array("#!/bin/sh\n[ $1 = bound ] && echo $ip $mask $router $dns $domain > \(guest.directory)/bound\n".utf8))
        chmod(script.string, 0o755)
        try guest.inside("busybox udhcpc -i eth0 -f -q -n -t 5 -T 1 -s \(script)")
        #expect(try tool("cat \(guest.directory)/bound") == "172.44.0.2 24 172.44.0.1 172.44.0.1 example.test\n")

        try tool("ip -n \(guest.name) address add 172.44.0.2/24 dev eth0")
        #expect(try resolved("web", until: "172.44.0.2", laboratory).contains("172.44.0.2"))
        #expect(try resolved("web.example.test", until: "172.44.0.2", laboratory).contains("172.44.0.2"))
        // A machine that comes later has a name, and one that has gone has none.
        let late = try laboratory.manager.attach(AttachmentRequest(machine: "db"), to: laboratory.name)
        let address = "\(late.lease.address)"
        #expect(try resolved("db.example.test", until: address, laboratory).contains(address))
        try laboratory.manager.detach(late.lease, from: laboratory.name)
        #expect(try !resolved("db.example.test", until: "unknown", laboratory).contains(address))
        try await laboratory.manager.remove(laboratory.name, force: true)
        #expect(laboratory.host.recordNames() == [])
    }
}
