import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(
    "Snapshots", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: !GuestUnderTest.all.isEmpty, "no guest: run Scripts/bootstrap"))
struct SnapshotTests {
    let launcher = SubprocessLauncher()

    private func configuration(_ guest: GuestUnderTest, _ program: borrowing TestProgram) -> MachineConfiguration {
        var configuration = guest.configuration(name: "saved", archive: program.archive, arguments: ["/program"])
        configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 8080)]
        return configuration
    }

    @Test(arguments: GuestUnderTest.all)
    func severalMachinesGoOnFromOne(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        let configuration = configuration(guest, program)
        let snapshot = program.directory.path.appending("snapshot")
        try await withMachine(configuration, launcher: launcher) { machine in
            _ = try await machine.waitUntilReady(.http(port: machine.plan.ports[0].hostPort))
            try await machine.saveSnapshot(to: snapshot)
            // The saved one goes on.
            #expect(machine.currentState == .running)
            _ = try await machine.waitUntilReady(.http(port: machine.plan.ports[0].hostPort))
        }
        for _ in 0..<2 {
            let prepared = try await PreparedMachine(configuration, launcher: launcher)
            let machine = try await Machine.start(prepared, from: snapshot, launcher: launcher)
            let report = try await machine.waitUntilReady(.http(port: machine.plan.ports[0].hostPort))
            #expect(report.response?.body == Array("Hello from C\n".utf8))
            #expect(machine.currentState == .running)
            await machine.stop()
            #expect(machine.exitStatus == .stopped)
        }
        // Another amount of memory does not fit, which QEMU says.
        var other = configuration
        other.memory = .mebibytes(777)
        let prepared = try await PreparedMachine(other, launcher: launcher)
        await #expect {
            try await Machine.start(prepared, from: snapshot, launcher: launcher)
        } throws: { error in
            (error as? LaunchError)?.code == .hypervisorFailed && "\(error)".contains("snapshot")
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func whatIsNoSnapshotIsRefused(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        let nonsense = try program.directory.write("nonsense", Array(repeating: 0x41, count: 4096))
        for path in [nonsense, program.directory.path.appending("missing")] {
            let prepared = try await PreparedMachine(configuration(guest, program), launcher: launcher)
            await #expect(throws: LaunchError.self) {
                try await Machine.start(prepared, from: path, launcher: launcher)
            }
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func aPlaceThatCannotBeWrittenToLeavesTheMachineRunning(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        try await withMachine(configuration(guest, program), launcher: launcher) { machine in
            await #expect {
                try await machine.saveSnapshot(to: "/nonexistent/snapshot")
            } throws: { error in
                (error as? LaunchError)?.code == .file
            }
            _ = try await machine.waitUntilReady(.http(port: machine.plan.ports[0].hostPort))
            #expect(machine.currentState == .running)
        }
    }
}
