import Glibc
import NetdevBridge
import SystemPackage
import Testing
import UnikraftCore

@Suite("Faults", .enabled(if: Privilege.firewall, Privilege.firewallReason))
struct FaultTests {
    private static func configuration(_ name: String = "virbr0") throws -> NetworkConfiguration {
        var configuration = NetworkConfiguration(
            name: try InterfaceName(parsing: name), subnet: try IPv4Network(parsing: "172.44.0.1/24"))
        configuration.translatesAddresses = true
        configuration.tapCount = 1
        configuration.mtu = 1400
        return configuration
    }

    /// Runs work in a process of its own that is killed at each of its steps in turn, and looks what is left
    /// after the next call.
    private func killAtEachStep(of task: String, after prepare: (NetworkManager) async throws -> Void) async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        let (space, records) = (namespace.name, namespace.records.string)
        let counter = StepCounter()
        try await prepare(manager)
        try await Self.perform(task, TestNamespace.manager(space, records, counting: counter))
        try? await manager.remove(try InterfaceName(parsing: "virbr0"), force: true)
        #expect(try namespace.leftovers() == [])
        #expect(counter.steps > 4)
        for step in 1...max(1, counter.steps) {
            try await prepare(manager)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [space = space as String, records = records as String, step = step as Int, task = task as String] in
                let counter = StepCounter(killAt: step)
                try await Self.perform(task, TestNamespace.manager(space, records, counting: counter))
            }
            try await manager.recover()
            if let network = try manager.networks().first, task != "attach" {
                // It was killed after the last change of a creation, or before the first of a removal: the network
                // is whole.
                #expect(network.state == .up && network.taps.count == 1, "\(task), step \(step)")
                try await manager.remove(network.name)
            }
            if task == "attach" {
                // The lease of a process that died is taken back, with its tap.
                try manager.reclaim(try InterfaceName(parsing: "virbr0"))
                #expect(try manager.network(try InterfaceName(parsing: "virbr0")).leases == [])
                #expect(try namespace.interfaces().sorted() == ["lo", "virbr0", "virbr0-0"], "\(task), step \(step)")
                try await manager.remove(try InterfaceName(parsing: "virbr0"))
            }
            #expect(try namespace.leftovers() == [], "\(task), step \(step)")
        }
    }

    private static func perform(_ task: String, _ manager: NetworkManager) async throws {
        let name = try InterfaceName(parsing: "virbr0")
        switch task {
        case "create": try await manager.create(try configuration())
        case "remove": try await manager.remove(name)
        default: _ = try manager.attachTied(AttachmentRequest(machine: "web"), to: name)
        }
    }

    @Test func killedWhileANetworkIsMade() async throws {
        try await killAtEachStep(of: "create") { _ in }
    }

    @Test func killedWhileANetworkIsRemoved() async throws {
        try await killAtEachStep(of: "remove") { try await $0.create(try Self.configuration()) }
    }

    @Test func killedWhileAMachineIsConnected() async throws {
        try await killAtEachStep(of: "attach") { try await $0.create(try Self.configuration()) }
    }

    @Test func severalProcessesMakeOneNetwork() async throws {
        let namespace = try TestNamespace()
        let (space, records) = (namespace.name, namespace.records.string)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    await #expect(processExitsWith: .success) {
                        [space = space as String, records = records as String] in
                        try await TestNamespace.manager(space, records).create(try Self.configuration())
                    }
                }
            }
        }
        #expect(try namespace.interfaces().sorted() == ["lo", "virbr0", "virbr0-0"])
        try await namespace.manager().remove(try InterfaceName(parsing: "virbr0"))
        #expect(try namespace.leftovers() == [])
    }

    @Test func severalProcessesChooseSubnets() async throws {
        let namespace = try TestNamespace()
        let (space, records) = (namespace.name, namespace.records.string)
        await withTaskGroup { group in
            for number in 0..<4 {
                group.addTask {
                    await #expect(processExitsWith: .success) {
                        [space = space as String, records = records as String, number = number as Int] in
                        var configuration = try Self.configuration("virbr\(number)")
                        configuration.subnet = nil
                        try await TestNamespace.manager(space, records).create(configuration)
                    }
                }
            }
        }
        let networks = try namespace.manager().networks()
        #expect(networks.count == 4)
        #expect(Set(networks.map(\.gateway)).count == 4)
        for network in networks { try await namespace.manager().remove(network.name) }
        #expect(try namespace.leftovers() == [])
    }

    @Test func aFirewallThatFailsLeavesNothing() async throws {
        struct FailingLauncher: ProcessLauncher {
            func run(_ command: ProcessCommand, input: [UInt8], outputLimit: Int) async throws -> ProcessResult {
                let text = String(decoding: input, as: UTF8.self)
                guard text.contains("chain") else { return try ToolLauncher.run(command, input: input) }
                return ProcessResult(termination: .exited(1), standardError: Array("Error: no such thing\n".utf8))
            }

            func start(_ command: ProcessCommand, options: ProcessOptions) throws -> any RunningProcess {
                try ToolLauncher().start(command, options: options)
            }
        }
        let namespace = try TestNamespace()
        let manager = NetworkManager(
            directory: namespace.records, host: namespace.host, launcher: FailingLauncher())
        await #expect { try await manager.create(try Self.configuration()) } throws: { error in
            (error as? NetworkError)?.code == .toolFailed && "\(error)".contains("no such thing")
        }
        #expect(try namespace.leftovers() == [])
    }

    @Test func aDamagedRecordDoesNotHinderOtherNetworks() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        let (good, bad) = (try InterfaceName(parsing: "virbr0"), try InterfaceName(parsing: "virbr1"))
        try await manager.create(try Self.configuration())
        var configuration = try Self.configuration("virbr1")
        configuration.subnet = try IPv4Network(parsing: "172.45.0.1/24")
        try await manager.create(configuration)
        let own = namespace.records.appending("virbr1")
        let record = try tool("cat \(own)/record")
        let state = try #require(try StateDirectory.open(own, displayPath: own))
        try state.write("record", Array("nonsense\n".utf8))
        func isDamaged(_ error: any Error) -> Bool {
            (error as? NetworkError)?.code == .malformedRecord && "\(error)".contains("virbr1/record")
        }
        // The list tells of it and goes on.
        var damaged: [NetworkError] = []
        #expect(try manager.networks { damaged.append($0) }.map(\.name) == [good])
        #expect(damaged.count == 1 && damaged.allSatisfy(isDamaged))
        // What needs the record says so: itself, and a new network, whose subnet might be the same.
        await #expect { try await manager.remove(bad) } throws: { isDamaged($0) }
        await #expect { try await manager.create(try Self.configuration("virbr2")) } throws: { isDamaged($0) }
        try manager.detach(manager.attach(AttachmentRequest(machine: "web"), to: good).lease, from: good)
        try await manager.setUp(good)
        try await manager.remove(good)
        try state.write("record", Array(record.utf8))
        try await manager.remove(bad)
        #expect(try namespace.leftovers() == [])
    }

    /// The directory of leases is the user's, who may put anything there.
    @Test func whatAUserPutBesideTheLeasesGoesToo() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        try await manager.create(try Self.configuration())
        let leases = namespace.records.appending("virbr0").appending("leases")
        _ = try tool("mkdir -p \(leases)/a/b")
        _ = try tool("touch \(leases)/a/b/c")
        _ = try tool("ln -s / \(leases)/a/root")
        try await manager.remove(try InterfaceName(parsing: "virbr0"))
        #expect(try namespace.leftovers() == [])
    }

    @Test func aCancelledTaskLeavesNothing() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await manager.create(try Self.configuration())
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try namespace.leftovers() == [])
    }

    @Test func withoutALauncherRulesAreRefused() async throws {
        let namespace = try TestNamespace()
        let manager = NetworkManager(directory: namespace.records, host: namespace.host)
        await #expect { try await manager.create(try Self.configuration()) } throws: {
            ($0 as? NetworkError)?.code == .toolMissing
        }
        #expect(try namespace.leftovers() == [])
    }

    @Test(arguments: ["nft", "dnsmasq"])
    func aToolThatIsMissingLeavesNothing(missing: String) async throws {
        struct PoorLauncher: ProcessLauncher {
            var missing: String

            func run(_ command: ProcessCommand, input: [UInt8], outputLimit: Int) async throws -> ProcessResult {
                guard !command.arguments.contains(missing) else {
                    throw ProcessLaunchError(code: .notFound, executable: missing, message: "There is none.")
                }
                return try ToolLauncher.run(command, input: input)
            }

            func start(_ command: ProcessCommand, options: ProcessOptions) throws -> any RunningProcess {
                try ToolLauncher().start(command, options: options)
            }
        }
        let namespace = try TestNamespace()
        let manager = NetworkManager(
            directory: namespace.records, host: namespace.host, launcher: PoorLauncher(missing: missing))
        var configuration = try Self.configuration()
        configuration.servesNames = true
        await #expect { try await manager.create(configuration) } throws: { error in
            (error as? NetworkError)?.code == .toolMissing && "\(error)".contains("'\(missing)'")
                && "\(error)".contains("PATH")
        }
        #expect(try namespace.leftovers() == [])
    }

    @Test(.enabled(if: Privilege.users, Privilege.userReason))
    func withoutTheCapabilityItIsNamed() async throws {
        let namespace = try TestNamespace()
        let (space, records) = (namespace.name, namespace.directory.appending("own").string)
        mkdir(records, 0o755)
        chown(records, 65534, 65534)
        await #expect(processExitsWith: .success) { [space = space as String, records = records as String] in
            let socket = try NetworkHost(namespace: FilePath("/run/netns/\(space)")).inside { () throws(NetworkError) in
                try KernelNetlinkSocket()
            }
            guard setgid(65534) == 0, setuid(65534) == 0 else { exit(9) }
            let manager = NetworkManager(
                directory: FilePath(records).appending("networks"), host: NetworkHost(makeSocket: { socket }),
                launcher: ToolLauncher())
            await #expect { try await manager.create(try Self.configuration()) } throws: { error in
                (error as? NetworkError)?.code == .missingCapability && "\(error)".contains("CAP_NET_ADMIN")
            }
        }
        #expect(try namespace.interfaces() == ["lo"])
    }
}
