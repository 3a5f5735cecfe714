import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(
    "Supervision of real machines", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: !GuestUnderTest.all.isEmpty, "no guest: run Scripts/bootstrap"))
struct SupervisionTests {
    let launcher = SubprocessLauncher()

    /// The machine is killed once; the next one is well; the end of the task ends it.
    @Test(arguments: GuestUnderTest.all)
    func aKilledMachineIsReplacedByAHealthyOne(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        var configuration = guest.configuration(name: "kept", archive: program.archive, arguments: ["/program"])
        // A port that stays the same from one start to the next.
        let probe = try await PreparedMachine(
            {
                var configuration = configuration
                configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 8080)]
                return configuration
            }(), launcher: launcher)
        let port = probe.plan.ports[0].hostPort
        probe.discard()
        configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: port, guestPort: 8080)]

        let events = AsyncStream.makeStream(of: SupervisionEvent.self)
        let machines = AsyncStream.makeStream(of: Machine.self)
        let check = HealthCheck(.http(port: port), interval: .milliseconds(50), timeout: .seconds(60))
        let supervisor = MachineSupervisor(
            policy: .onFailure(maximum: 1), healthChecks: [check],
            observe: { [sink = events.continuation] in sink.yield($0) }
        ) { [configuration, launcher, sink = machines.continuation] in
            let prepared = try await PreparedMachine(configuration, launcher: launcher)
            let machine = try await Machine.start(prepared, launcher: launcher)
            sink.yield(machine)
            return machine
        }
        let run = Task { try await supervisor.run() }
        var iterator = machines.stream.makeAsyncIterator()
        var told = events.stream.makeAsyncIterator()
        func wait(for expected: (SupervisionEvent) -> Bool) async {
            while let event = await told.next() { if expected(event) { return } }
        }
        let first = try #require(await iterator.next())
        await wait { $0 == .healthy }
        kill(try #require(first.processIdentifier), SIGKILL)
        await wait { if case .ended(.killed) = $0 { true } else { false } }
        let second = try #require(await iterator.next())
        await wait { $0 == .healthy }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(second.exitStatus == .stopped)
    }
}
