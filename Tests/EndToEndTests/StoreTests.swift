import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(
    "Machines that outlive their starter", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: !GuestUnderTest.all.isEmpty, "no guest: run Scripts/bootstrap"))
struct StoreTests {
    let launcher = SubprocessLauncher()

    @Test(arguments: GuestUnderTest.all)
    func aWholeLife(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        // Longer than the path of a socket may be.
        let long = program.directory.path.appending(String(repeating: "long-", count: 30))
        let store = try MachineStore(directory: long)
        var configuration = guest.configuration(name: "web", archive: program.archive, arguments: ["/program"])
        configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 8080)]

        var machine = try await store.start(configuration, launcher: launcher)
        #expect(await machine.currentState() == .running)
        #expect(await store.machines().map(\.record.name) == ["web"])
        await #expect {
            try await store.start(configuration, launcher: launcher)
        } throws: { error in
            (error as? LaunchError)?.code == .taken && "\(error)".contains("'web'")
        }

        // Another program finds it by its name alone.
        var found = try store.machine(named: "web")
        #expect(found.record == machine.record)
        var console = found.consoleBytes(isFollowing: true).makeAsyncIterator()
        var text = ""
        while !text.contains("listening"), let piece = try await console.next() {
            text += String(decoding: piece, as: UTF8.self)
        }
        try await found.pause()
        #expect(await machine.currentState() == .paused)
        try await found.resume()
        #expect(await machine.currentState() == .running)
        #expect(found.metrics?.residentBytes ?? 0 > 0)
        await #expect(throws: LaunchError.self) { try await found.remove() }

        try await found.stop()
        #expect(!machine.isRunning)
        let stopped = try store.machine(named: "web")
        #expect(await stopped.currentState() == .stopped)
        #expect(try store.machine(named: "web").exit == .stopped)
        await #expect(throws: LaunchError.self) { try await machine.pause() }

        try await machine.start(launcher: launcher)
        #expect(machine.isRunning)
        try await machine.stop()
        try await machine.remove()
        #expect(await store.machines().isEmpty)
        #expect(throws: LaunchError.self) { try store.machine(named: "web") }
    }

    @Test(arguments: GuestUnderTest.all)
    func aKilledMachineIsNoticed(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        let store = try MachineStore(directory: program.directory.path.appending("store"))
        let configuration = guest.configuration(name: "killed", archive: program.archive, arguments: ["/program"])
        let machine = try await store.start(configuration, launcher: launcher, isTransient: true)
        kill(try #require(machine.record.process).processIdentifier, SIGKILL)
        while machine.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await machine.currentState() == .failed)
        guard case .killed = machine.exit else {
            Issue.record("\(String(describing: machine.exit))")
            return
        }
        // Its name is free again, because it was to go when it ended.
        var next = try await store.start(configuration, launcher: launcher)
        try await next.stop()
        try await next.remove()
    }

    /// A small file system that is full before the guest has said all.
    @Test(.enabled(if: getuid() == 0, "only root may mount a file system"), arguments: GuestUnderTest.all)
    func aFullDiskKeepsNothingFromGoingOn(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(
            #"""
            #include <stdio.h>
            int main(void) {
                for (int i = 0; i < 4000; i++) printf("%d: %0100d\n", i, i);
                return 6;
            }
            """#)
        let place = program.directory.path.appending("small")
        try #require(mkdir(place.string, 0o700) == 0)
        let size = guest.reportsStatus ? "size=3m" : "size=200k"
        let mounted = try await launcher.run(
            ProcessCommand("mount", ["-t", "tmpfs", "-o", size, "tmpfs", place.string]), input: [],
            outputLimit: 1 << 16)
        guard mounted.succeeded else { return }
        // MNT_DETACH (umount2(2)).
        defer { umount2(place.string, 2) }
        let store = try MachineStore(directory: place)
        let configuration = guest.configuration(name: "full", archive: program.archive, arguments: ["/program"])
        let machine = try await store.start(configuration, launcher: launcher)
        while machine.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        // QEMU drops what it cannot write, and the guest goes on to its end.
        #expect(try store.machine(named: "full").exit != nil)
        #expect(await store.machines().count == 1)
        try await machine.remove()
        #expect(await store.machines().isEmpty)
    }

    @Test(arguments: GuestUnderTest.all)
    func anEndedMachineTellsHow(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.printsArguments)
        let store = try MachineStore(directory: program.directory.path.appending("store"))
        let configuration = guest.configuration(name: "ended", archive: program.archive, arguments: ["/program", "4"])
        let machine = try await store.start(configuration, launcher: launcher)
        var text = ""
        for try await piece in machine.consoleBytes(isFollowing: true) {
            text += String(decoding: piece, as: UTF8.self)
        }
        #expect(text.contains("argv[1]=<4>"))
        #expect(machine.exit == .finished(status: guest.reportsStatus ? 4 : nil))
        try await machine.remove()
    }

    @Test func whatCannotStartLeavesNothing() async throws {
        let directory = try TemporaryDirectory()
        let store = try MachineStore(directory: directory.path.appending("store"))
        let kernel = try directory.write("kernel", Array("no kernel".utf8))
        for name in ["fine", "../up", "", ".hidden", "a b", String(repeating: "x", count: 65)] {
            await #expect(throws: LaunchError.self) {
                try await store.start(MachineConfiguration(name: name, kernel: kernel), launcher: launcher)
            }
        }
        #expect(await store.machines().isEmpty)
        #expect(access(directory.path.appending("store/fine").string, F_OK) != 0)
    }

    @Test(.enabled(if: GuestUnderTest.development != nil, "no development guest: run Scripts/bootstrap"))
    func badArgumentsAreQEMUsOwnWords() async throws {
        let program = try await TestProgram(TestProgram.printsArguments)
        let store = try MachineStore(directory: program.directory.path.appending("store"))
        var configuration = try #require(GuestUnderTest.development)
            .configuration(name: "bad", archive: program.archive, arguments: ["/program"])
        configuration.extraArguments = ["-no-such-option"]
        await #expect {
            try await store.start(configuration, launcher: launcher)
        } throws: { error in
            "\(error)".contains("no-such-option")
        }
        #expect(await store.machines().isEmpty)
    }
}
