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
        var plan = PasstPlan(
            socket: "/run/a.socket", ports: try PortMapping.parse("127.0.0.1:8080:80") + PortMapping.parse("0:53/udp"),
            user: "web")
        #expect(
            plan.command.arguments == [
                "--one-off", "--quiet", "--socket", "/run/a.socket", "--pid", "/run/a.socket.pid", "--runas", "web",
                "--tcp-ports", "127.0.0.1/8080:80", "--udp-ports", "53:53",
            ])
        plan = PasstPlan(socket: "s")
        plan.guestAddress = try IPv4Network(parsing: "10.0.2.15/24")
        plan.gateway = try IPv4Address(parsing: "10.0.2.2")
        plan.nameServer = try IPv4Address(parsing: "10.0.2.3")
        #expect(
            plan.command.arguments.suffix(8) == [
                "--address", "10.0.2.15", "--netmask", "24", "--gateway", "10.0.2.2", "--dns-forward", "10.0.2.3",
            ])
    }

    private func message(_ code: NetworkError.Code, _ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "nothing was thrown"
        } catch {
            #expect((error as? NetworkError)?.code == code, "\(error)")
            return "\(error)"
        }
    }

    @Test func passtThatDoesNotServeIsExplained() async throws {
        let scratch = try TemporaryDirectory()
        let plan = PasstPlan(socket: scratch.path.appending("s"))
        let missing = FakeProcessLauncher { command, _ in
            throw ProcessLaunchError(code: .notFound, executable: command.executable, message: "no")
        }
        #expect(
            await message(.toolMissing) { _ = try await PasstService.start(plan, launcher: missing) }.contains(
                "package passt"))
        let taken = FakeProcessLauncher { _, _ in
            FakeProcess(
                errorOutput: "Failed to send 67 bytes to syslog\nFailed to bind a port\n", termination: .exited(1))
        }
        #expect(
            await message(.toolFailed) { _ = try await PasstService.start(plan, launcher: taken) }.contains(
                ": Failed to bind a port."))
        // The real one tells success although it made no socket.
        let silent = FakeProcessLauncher { _, _ in FakeProcess() }
        #expect(
            await message(.toolFailed) { _ = try await PasstService.start(plan, launcher: silent) }.contains(
                "socket was not made"))
        let long = PasstPlan(socket: scratch.path.appending(String(repeating: "s", count: 100)))
        _ = await message(.invalidConfiguration) { _ = try await PasstService.start(long, launcher: silent) }
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
