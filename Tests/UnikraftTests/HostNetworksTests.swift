import Glibc
import SystemPackage
import Testing
import Unikraft
import UnikraftTesting

@Suite("Networks of this host", .serialized)
struct HostNetworksTests {
    private let networks = HostNetworks(launcher: SubprocessLauncher())

    @Test func whatIsNotThereIsToldBefore() async throws {
        let wanted = try ["no-such-net", "passt:10.0.0.1", "a/b"].map { try NetworkMembership(parsing: $0) }
        let problems = await networks.problems(of: wanted, for: "web", publishing: [])
        #expect(problems.count == 3)
        for (problem, reason) in zip(problems, ["no network 'no-such-net'", "always the same", "not allowed"]) {
            #expect("\(problem)".contains(reason))
        }
        let twice = await networks.problems(
            of: [NetworkMembership(network: "passt"), NetworkMembership(network: "passt")], for: nil, publishing: [])
        #expect(twice.count == 2 && twice.allSatisfy { "\($0)".contains("named twice") })
    }

    @Test(.enabled(if: HostPrograms.has("passt"), "needs the tool 'passt'"))
    func passtIsStartedForAMachineAndLeavesNothing() async throws {
        var configuration = MachineConfiguration(name: "passt-\(getpid())", kernel: "kernel")
        configuration.ports = [
            PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: UInt16.random(in: 20_000...30_000))
        ]
        let wanted = [NetworkMembership(network: "passt")]
        let connections = try await MachineConnections(of: configuration, joining: wanted, by: networks)
        configuration = connections.applied(to: configuration)
        let device = try #require(configuration.networks.first)
        guard case .socket(let path) = device.backend else {
            Issue.record("\(device)")
            return
        }
        #expect(access(path.string, F_OK) == 0 && configuration.ports.isEmpty)
        #expect(device.guestAddress?.network.description == "10.0.2.15/24")
        #expect(device.guestAddress?.nameServers.map(\.description) == ["10.0.2.3"])
        // While another process is the machine, one of the same name that has ended leaves it alone.
        let other = try SubprocessLauncher().start(ProcessCommand("sleep", ["60"]), options: ProcessOptions())
        #expect(try await connections.keep(while: other.processIdentifier).ports.count == 1)
        await connections.disconnect()
        #expect(access(path.string, F_OK) == 0)
        other.signal(SIGKILL, wholeGroup: false)
        _ = await other.waitUntilExit()
        await connections.disconnect()
        for suffix in ["", ".pid", ".owner"] { #expect(access("\(path)\(suffix)", F_OK) != 0) }
    }
}
