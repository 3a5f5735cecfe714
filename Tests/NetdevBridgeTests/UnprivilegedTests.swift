import NetdevBridge
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Networks without root")
struct UnprivilegedTests {
    private func name(_ text: String) throws -> InterfaceName { try InterfaceName(parsing: text) }

    @Test func rulesOfTheBridgeHelper() throws {
        let policy = BridgeHelperPolicy(
            parsing: "# rules\nallow virbr0\n\tallow  virbr1 # mine\ndeny virbr1\nnonsense\nallow a b\ninclude /x\n")
        #expect(policy.rules == [.allow("virbr0"), .allow("virbr1"), .deny("virbr1"), .include("/x")])
        #expect(policy.allows(try name("virbr0")))
        #expect(!policy.allows(try name("virbr1")))
        #expect(BridgeHelperPolicy(parsing: "allow all").allows(try name("br9")))
        #expect(!BridgeHelperPolicy(parsing: "allow all\ndeny br9").allows(try name("br9")))
        #expect { try BridgeHelperPolicy(parsing: "").require(try name("br9")) } throws: { error in
            (error as? NetworkError)?.code == .helperNotAllowed
                && "\(error)".contains("'allow br9' to '/etc/qemu/bridge.conf'")
        }
    }

    @Test func includedRulesAreRead() throws {
        let scratch = try TemporaryDirectory()
        let (one, two) = (scratch.path.appending("bridge.conf"), scratch.path.appending("more.conf"))
        let state = try StateDirectory.make(scratch.path, displayPath: scratch.path)
        try state.write("bridge.conf", Array("include \(two)\nallow a\n".utf8))
        try state.write("more.conf", Array("include \(one)\nallow b\n".utf8))
        #expect(try BridgeHelperPolicy(contentsOf: one).allows(try name("b")))
        #expect(try BridgeHelperPolicy(contentsOf: scratch.path.appending("none")).rules == [])
    }

    @Test func passt() throws {
        let plan = PasstPlan(
            socket: "/run/a,b.socket", ports: try PortMapping.parse("127.0.0.1:8080:80") + PortMapping.parse("0:53/udp")
        )
        #expect(
            plan.command.arguments == [
                "--foreground", "--one-off", "--quiet", "--socket", "/run/a,b.socket", "--tcp-ports",
                "127.0.0.1/8080:80", "--udp-ports", "53:53",
            ])
        #expect(
            plan.netdev(identifier: "net0") == "stream,id=net0,server=off,addr.type=unix,addr.path=/run/a,,b.socket")
    }

    @Test func freeSubnets() throws {
        var choice = SubnetChoice()
        #expect(try choice.free().description == "172.24.0.1/24")
        choice.take(try IPv4Network(parsing: "172.0.0.0/8"), by: "x")
        #expect(try choice.free().description == "192.168.0.1/24")
        choice.take(try IPv4Network(parsing: "192.168.0.0/16"), by: "x")
        choice.take(try IPv4Network(parsing: "10.0.0.0/9"), by: "x")
        #expect(try choice.free().description == "10.128.0.1/24")
        choice.take(try IPv4Network(parsing: "10.0.0.1/8"), by: "x")
        #expect { try choice.free() } throws: { ($0 as? NetworkError)?.code == .noFreeSubnet }
    }
}
