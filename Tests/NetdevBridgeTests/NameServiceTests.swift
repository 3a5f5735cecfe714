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
        #expect(plan.arguments.contains("--domain=example.test"))
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
}
