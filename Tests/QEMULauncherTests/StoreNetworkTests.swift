import Glibc
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

/// Stored machines on networks that are played, whose QEMU is a shell that notes its arguments and ends.
@Suite("Machines of a store on networks of the host", .timeLimit(.minutes(5)))
final class StoreNetworkTests {
    private let directory: TemporaryDirectory
    private let launcher = SubprocessLauncher()

    init() throws { directory = try TemporaryDirectory() }

    private static func attachment(_ address: String, tap: String) throws -> NetworkAttachment {
        NetworkAttachment(
            .tap(interface: tap),
            guestAddress: GuestNetworkAddress(network: try IPv4Network(parsing: "\(address)/24")))
    }

    /// A machine that ran before, as its record tells.
    private func store(_ networks: FakeNetworks?) throws -> MachineStore {
        let place = directory.path.appending("web")
        try #require(mkdir(place.string, 0o700) == 0)
        var record = MachineRecord(
            name: "web", createdAt: 1, startedAt: 1, kernel: "kernel", executable: "/bin/sh",
            arguments: [
                "-c", "echo \"$0\" > arguments; echo 'Powered by Unikraft' > console.log",
                "tap,id=net0,ifname=tap0,script=no",
            ],
            isDevelopmentGuest: false, commandLine: "", memoryMebibytes: 64, accelerator: "tcg", ports: [])
        var membership = NetworkMembership(network: "virbr0")
        membership.address = "172.44.0.2"
        membership.guestParameter = "172.44.0.2/24"
        membership.tap = "tap0"
        record.networks = [membership]
        record.networkPorts = ["8080:80"]
        record.interfaces = ["tap0"]
        try record.write(place)
        return try MachineStore(directory: directory.path, connector: networks)
    }

    @Test func aMachineIsConnectedAgainUnderItsOldAddress() async throws {
        let networks = FakeNetworks(attachments: { _ in try Self.attachment("172.44.0.2", tap: "tap7") })
        let store = try store(networks)
        var machine = try store.machine(named: "web")
        try await machine.start(launcher: launcher)
        let ports = try PortMapping.parse("8080:80")
        #expect(networks.events == [.connected("web", addresses: ["172.44.0.2"]), .kept("web", ports: ports)])
        // Another tap is free now.
        let arguments = try directory.read(directory.path.appending("web/arguments"))
        #expect(arguments == Array("tap,id=net0,ifname=tap7,script=no\n".utf8))
        let record = try store.machine(named: "web").record
        #expect(record.interfaces == ["tap7"] && record.networks?.first?.tap == "tap7")
        try await machine.stop()
        #expect(networks.events.last == .disconnected("web"))
    }

    @Test func whatTheGuestWasToldMustStillHold() async throws {
        let networks = FakeNetworks(attachments: { _ in try Self.attachment("172.45.0.2", tap: "tap0") })
        var machine = try store(networks).machine(named: "web")
        await #expect { try await machine.start(launcher: launcher) } throws: { error in
            let text = "\(error)"
            return text.contains("172.44.0.2/24") && text.contains("172.45.0.2/24") && text.contains("virbr0")
        }
        #expect(networks.events.last == .disconnected("web"))
        #expect(!machine.isRunning)
    }

    @Test func aPortThatCannotBePublishedEndsTheStart() async throws {
        let networks = FakeNetworks(publish: { _ in throw LaunchError(.port, "taken", remedy: "none") }) { _ in
            try Self.attachment("172.44.0.2", tap: "tap0")
        }
        var machine = try store(networks).machine(named: "web")
        await #expect { try await machine.start(launcher: launcher) } throws: { "\($0)".contains("taken") }
        #expect(networks.events.last == .disconnected("web"))
        #expect(!machine.isRunning)
    }

    /// A start that fails leaves what is known of the last run.
    @Test func aFailedStartLeavesTheLogAlone() async throws {
        struct Gone: Error {}
        let networks = FakeNetworks { _ in throw Gone() }
        let store = try store(networks)
        try directory.write(["web/console.log": "Powered by Unikraft x\n[ 0.1] CRIT: [libukvmem] page fault\n"])
        var machine = try store.machine(named: "web")
        machine.record.process = MachineProcess(of: getpid()).map {
            var old = $0; old.startTime += 1; return old
        }
        try machine.record.write(machine.directory)
        await #expect { try await machine.start(launcher: launcher) } throws: { error in
            "\(error)".contains("cannot come back to its networks") && "\(error)".contains("run it again")
        }
        let after = try store.machine(named: "web")
        guard case .crashed = after.exit else {
            Issue.record("\(String(describing: after.exit))")
            return
        }
    }

    @Test func anEndedMachineWithoutASupervisorIsTakenOff() async throws {
        let networks = FakeNetworks(attachments: { _ in try Self.attachment("172.44.0.2", tap: "tap0") })
        let store = try store(networks)
        var machine = try store.machine(named: "web")
        #expect(machine.needsSupervision)
        try await machine.start(launcher: launcher)
        _ = try await machine.waitUntilExit()
        #expect(await store.machines().count == 1)
        #expect(networks.events.last == .disconnected("web"))
        let count = networks.events.count
        _ = await store.machines()
        #expect(networks.events.count == count)
    }

    @Test func withoutAConnectorItIsNotStarted() async throws {
        var machine = try store(nil).machine(named: "web")
        await #expect { try await machine.start(launcher: launcher) } throws: { error in
            (error as? LaunchError)?.code == .configuration && "\(error)".contains("'virbr0'")
        }
    }

    @Test func supervisionEndsItsPlaceWithTheMachine() async throws {
        let networks = FakeNetworks(attachments: { _ in try Self.attachment("172.44.0.2", tap: "tap0") })
        let store = try store(networks)
        var machine = try store.machine(named: "web")
        try await machine.start(launcher: launcher)
        #expect(try await store.supervise("web", launcher: launcher) == .finished(status: nil))
        #expect(networks.events.last == .disconnected("web"))
    }

    @Test func devicesAndPortsOfAConfiguration() async throws {
        let networks = FakeNetworks(
            publish: { ports in ports.map { PortMapping(hostPort: 4711, guestPort: $0.guestPort) } },
            attachments: { _ in try Self.attachment("172.44.0.3", tap: "tap3") })
        var configuration = MachineConfiguration(name: "one", kernel: "kernel")
        configuration.ports = [PortMapping(hostPort: 0, guestPort: 80)]
        let connected = try await MachineConnections(
            of: configuration, joining: [NetworkMembership(parsing: "virbr0")], by: networks)
        configuration = connected.applied(to: configuration)
        #expect(configuration.networks == [try Self.attachment("172.44.0.3", tap: "tap3")])
        #expect(configuration.ports.isEmpty)
        let connections = try await connected.keep(while: getpid())
        #expect(connections.ports.map(\.hostPort) == [4711])
        #expect(connections.memberships.map(\.address) == ["172.44.0.3"])
        await connections.disconnect()

        // On QEMU's own network nothing of that happens.
        var other = MachineConfiguration(name: "two", kernel: "kernel")
        other.ports = [PortMapping(hostPort: 8080, guestPort: 80)]
        let none = try await MachineConnections(of: other, joining: [], by: networks)
        try await none.keep(while: getpid())
        await none.disconnect()
        #expect(none.applied(to: other) == other)
        #expect(networks.events.count == 3)
    }

    @Test(arguments: ["", ":172.44.0.2", "virbr0:", "virbr0:172.44.0.256"])
    func whatIsNoMembership(text: String) {
        #expect(throws: InvalidValue.self) { try NetworkMembership(parsing: text) }
    }
}
