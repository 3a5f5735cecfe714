import Glibc
import SubprocessLauncher
import SystemPackage
import SystemSupport
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

/// A store with a machine whose QEMU is a process that sleeps, and whose control channel a test plays.
@Suite("Stored machines whose QEMU misbehaves", .timeLimit(.minutes(10)))
final class StoredMachineFaultTests {
    let directory: TemporaryDirectory
    let store: MachineStore
    let process: any RunningProcess
    let machine: StoredMachine

    init() throws {
        directory = try TemporaryDirectory()
        store = try MachineStore(directory: directory.path)
        process = try SubprocessLauncher().start(ProcessCommand("sleep", ["1000"]), options: ProcessOptions())
        let place = directory.path.appending("web")
        try #require(mkdir(place.string, 0o700) == 0)
        var record = MachineRecord(
            name: "web", createdAt: 1, startedAt: 1, kernel: "kernel", executable: "sleep", arguments: [],
            isDevelopmentGuest: false, commandLine: "", memoryMebibytes: 64, accelerator: "tcg", ports: [])
        let known: MachineProcess = try #require(MachineProcess(of: process.processIdentifier))
        record.process = known
        try record.write(place)
        var machine = StoredMachine(record: record, directory: place)
        machine.controlTimeout = .milliseconds(100)
        self.machine = machine
        try write("console.log", "Powered by Unikraft Telesto\n")
    }

    deinit {
        process.signal(SIGKILL, wholeGroup: true)
    }

    private func write(_ name: String, _ text: String) throws {
        let file = try FileDescriptor.open(
            machine.directory.appending(name), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
    }

    private func server(
        greeting: String? = FakeQMPServer.greeting, _ script: @escaping FakeQMPServer.Script
    ) throws -> FakeQMPServer {
        try FakeQMPServer(socket: machine.controlSocket, greeting: greeting, script: script)
    }

    private func end(_ signal: Int32 = SIGKILL) async {
        process.signal(signal, wholeGroup: false)
        _ = await process.waitUntilExit()
    }

    /// A record that cannot be read hides no QEMU.
    @Test(arguments: ["", "{", "[]"])
    func aDamagedRecordIsToldAndRemovedWithItsQEMU(text: String) async throws {
        let place = machine.directory
        let other = try SubprocessLauncher().start(
            ProcessCommand("sleep", ["1000"], workingDirectory: place.string), options: ProcessOptions())
        try write("qemu.pid", "\(other.processIdentifier)\n")
        try write("machine.json", text)
        #expect(await store.machines().isEmpty && store.damagedMachines() == ["web"])
        #expect { try store.machine(named: "web") } throws: { error in
            (error as? LaunchError)?.code == .damaged && "\(error)".contains("kraft rm -f web")
        }
        try await store.removeDamaged("web")
        _ = await other.waitUntilExit()
        #expect(store.damagedMachines().isEmpty && directory.names().filter { $0 == "web" }.isEmpty)
        #expect { try store.machine(named: "web") } throws: { ($0 as? LaunchError)?.code == .notFound }
    }

    @Test func aKilledQEMUIsToldByWhatItLeft() async throws {
        try write("qmp.sock", "")
        #expect(machine.exit == nil)
        await end()
        guard case .killed(let text) = machine.exit else {
            Issue.record("\(String(describing: machine.exit))")
            return
        }
        #expect(text.contains("kill -9"))
        #expect(await machine.currentState() == .failed)
        // A warning of QEMU's is no reason.
        try write("qemu.log", "qemu: warning: TCG doesn't support requested feature\n")
        #expect(machine.exit == .killed(text))
        try write("qemu.log", "qemu: ../accel/tcg: assertion failed\n")
        #expect(machine.exit == .hypervisorFailed("qemu: ../accel/tcg: assertion failed"))
    }

    @Test func aSignalFromOutsideIsTold() async throws {
        await end()
        try write("qemu.log", "qemu-system-x86_64: terminating on signal 15 from pid 4711 (systemd)\n")
        #expect(machine.exit == .killed("it got signal 15 from pid 4711 (systemd)"))
    }

    @Test func anOrderlyEndIsTold() async throws {
        await end()
        #expect(machine.exit == .finished(status: nil))
        #expect(await machine.currentState() == .stopped)
    }

    @Test func aRestartOfTheHostIsNoticed() async throws {
        try write("qmp.sock", "")
        var record = machine.record
        record.process?.bootIdentifier = "another"
        try record.write(machine.directory)
        let found = try store.machine(named: "web")
        #expect(!found.isRunning)
        #expect(found.exit == .killed("the host was restarted"))
        await end()
    }

    /// A process that was given the same number later is another one, and is left alone.
    @Test func aReusedProcessIdIsNotTheMachine() async throws {
        var record = machine.record
        record.process?.startTime += 1
        try record.write(machine.directory)
        var found = try store.machine(named: "web")
        #expect(!found.isRunning)
        try await found.stop()
        try await found.remove()
        #expect(machine.isRunning)
        await end()
    }

    /// Nothing is concluded from the time of day.
    @Test(arguments: [0, Int64.max, Int64.min])
    func theTimeOfDayDoesNotMatter(seconds: Int64) async throws {
        var record = machine.record
        record.startedAt = seconds
        record.createdAt = seconds
        try record.write(machine.directory)
        #expect(try store.machine(named: "web").isRunning)
        #expect(await store.machines().count == 1)
        await end()
    }

    @Test func aMissingSocketDoesNotKeepItFromBeingStopped() async throws {
        #expect(await machine.currentState() == .running)
        await #expect {
            try await machine.pause()
        } throws: { error in
            (error as? LaunchError)?.code == .control
        }
        var copy = machine
        try await copy.stop(grace: .milliseconds(1))
        #expect(await process.waitUntilExit() == .signaled(SIGTERM))
        #expect(copy.exit == .stopped)
    }

    @Test(arguments: [nil, "no JSON", #"{"QMP": 1}"#])
    func aSilentOrMadChannelDoesNotEither(greeting: String?) async throws {
        let server = try server(greeting: greeting) { _ in .line("}{") }
        defer { server.stop() }
        #expect(await machine.currentState() == .running)
        var copy = machine
        try await copy.stop(grace: .milliseconds(1))
        #expect(copy.exit == .stopped)
        try await copy.remove()
    }

    @Test func aSlowChannelIsWaitedFor() async throws {
        var copy = machine
        copy.controlTimeout = .seconds(20)
        let server = try server { _ in .later(.milliseconds(50), .reply(#"{"status": "paused", "running": false}"#)) }
        defer { server.stop() }
        #expect(await copy.currentState() == .paused)
        await end()
    }

    @Test func aRecordThatCannotBeWrittenDoesNotEither() async throws {
        // A directory cannot be replaced by a file, not even by root.
        let file = machine.directory.appending(MachineRecord.fileName)
        try #require(unlink(file.string) == 0 && mkdir(file.string, 0o700) == 0)
        var copy = machine
        try await copy.stop()
        #expect(!copy.isRunning)
        #expect(try DirectoryNames.list(machine.directory).filter { $0.contains("machine.json.") } == [])
    }

    @Test func eventsGoOnAfterABrokenConnection() async throws {
        let server = try FakeQMPServer(socket: machine.directory.appending("events.sock")) { _ in .silence }
        defer { server.stop() }
        var patient = machine
        patient.controlTimeout = .seconds(20)
        var events = patient.events().makeAsyncIterator()
        // A connection that is only being made does not get an event, so each is told until it has come.
        for name in ["STOP", "SOMETHING_NEW"] {
            let telling = Task {
                while !Task.isCancelled {
                    await server.sendEvent(name)
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            defer { telling.cancel() }
            while let event = try await events.next(), event.name != name {}
            server.disconnect()
        }
        await end()
        server.disconnect()
        while try await events.next() != nil {}
    }

    @Test func whatAKilledStartLeftIsClearedAway() async throws {
        let abandoned = directory.path.appending("half")
        try #require(mkdir(abandoned.string, 0o700) == 0)
        let orphan = try SubprocessLauncher().start(
            ProcessCommand("sleep", ["1000"], workingDirectory: abandoned.string), options: ProcessOptions())
        let file = try FileDescriptor.open(
            abandoned.appending("qemu.pid"), .writeOnly, options: [.create], permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll("\(orphan.processIdentifier)\n".utf8) }
        // One whose start goes on has its lock.
        let beginning = directory.path.appending("beginning")
        try #require(mkdir(beginning.string, 0o700) == 0)
        let lock = try store.lock(beginning)
        #expect(await store.machines().map(\.record.name) == ["web"])
        #expect(access(abandoned.string, F_OK) != 0)
        #expect(access(beginning.string, F_OK) == 0)
        #expect(await orphan.waitUntilExit() == .signaled(SIGKILL))
        extendLifetime(lock)
    }

    @Test func theMiddleOfALongConsoleIsCutOut() async throws {
        let line = "Powered by Unikraft Telesto\n" + String(repeating: "x", count: 8 << 10) + "\n"
        try write("console.log", line + String(repeating: "y\n", count: 100 << 10) + "last\n")
        machine.trimConsole(head: 16 << 10, tail: 16 << 10)
        var text: [UInt8] = []
        for try await piece in machine.consoleBytes(isFollowing: false) { text += piece }
        #expect((32 << 10...48 << 10).contains(text.count))
        #expect(text.starts(with: Array(line.utf8)))
        #expect(String(decoding: text, as: UTF8.self).hasSuffix("y\nlast\n"))
        await end()
        #expect(machine.exit == .finished(status: nil))
    }
}
