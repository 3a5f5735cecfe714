import Glibc
import SubprocessLauncher
import Synchronization
import SystemPackage
import SystemSupport
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

@Suite("The QEMU Machine Protocol")
struct QMPTests {
    /// Answers of QEMU 7.2.
    @Sendable private static func answer(_ command: FakeQMPCommand) -> FakeQMPReaction {
        let answers = [
            "cont": "{}", "query-status": #"{"status": "internal-error", "singlestep": false, "running": false}"#,
            "query-version": #"{"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}"#,
            "query-cpus-fast":
                #"[{"thread-id": 42, "props": {"core-id": 0}, "qom-path": "/machine", "cpu-index": 0, "target": "x86_64"}]"#,
            "human-monitor-command": #""info\r\n""#, "query-named-block-nodes": "[]",
        ]
        return answers[command.name].map { .reply($0) }
            ?? .refuse(class: "CommandNotFound", description: "The command stop has not been found")
    }

    /// Connects to a server for as long as a closure takes.
    private func withServer(
        greeting: String? = FakeQMPServer.greeting, script: @escaping FakeQMPServer.Script = Self.answer,
        body: @escaping @Sendable (QMPClient, FakeQMPServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let server = try FakeQMPServer(
            socket: directory.path.appending("qmp"), greeting: greeting, script: script)
        defer { server.stop() }
        try await QMPClient.withConnection(to: server.socket, timeout: .seconds(10)) { client in
            try await body(client, server)
        }
    }

    private func isControlError(_ error: any Error, _ text: String) -> Bool {
        (error as? LaunchError)?.code == .control && "\(error)".contains(text)
    }

    @Test func commandsAndAnswers() async throws {
        try await withServer { client, server in
            #expect(try await client.execute(QMP.QueryStatus()).status == "internal-error")
            #expect(try await client.execute(QMP.QueryVersion()).qemu.major == 7)
            #expect(try await client.execute(QMP.QueryProcessors()).map(\.thread) == [42])
            #expect(try await client.execute(QMP.HumanMonitor("info usernet")) == "info\r\n")
            #expect(try await client.execute(QMP.QueryBlockNodes()) == [])
            let sent = try #require(server.commands.first { $0.name == "human-monitor-command" })
            #expect(sent.line.contains(#""arguments":{"command-line":"info usernet"}"#))
            await #expect {
                try await client.execute(QMP.Stop())
            } throws: { error in
                isControlError(error, "has not been found")
            }
        }
    }

    @Test func answersAreMatchedByNumber() async throws {
        let held = Mutex<[FakeQMPCommand]>([])
        let answer: @Sendable (FakeQMPCommand) -> String? = { command in
            guard case .reply(let value) = Self.answer(command), let number = command.identifier else { return nil }
            return #"{"return": \#(value), "id": \#(number)}"#
        }
        try await withServer { command in
            held.withLock { held in
                held.append(command)
                return held.count < 2
                    ? .silence : .line(held.reversed().compactMap(answer).joined(separator: "\r\n"))
            }
        } body: { client, _ in
            async let status = client.execute(QMP.QueryStatus())
            async let version = client.execute(QMP.QueryVersion())
            let answers = try await (status, version)
            #expect(answers.0.status == "internal-error")
            #expect(answers.1.qemu.minor == 2)
        }
    }

    @Test func eventsAreKeptWhateverTheirName() async throws {
        try await withServer { client, server in
            await server.sendEvent("STOP")
            await server.send("no JSON at all")
            await server.send("[1, 2")
            await server.send(#"{"event": "NEW_IN_QEMU_99", "data": {"a": [1, null, 2.5, "x", true]}}"#)
            var events = client.events.makeAsyncIterator()
            let first = await events.next()
            #expect(first?.name == "STOP")
            #expect(first?.timestamp == QMPEvent.Timestamp(seconds: 1, microseconds: 2))
            let second = await events.next()
            #expect(second?.name == "NEW_IN_QEMU_99")
            #expect(second?.data?["a"] == .array([.integer(1), .null, .number(2.5), .string("x"), .bool(true)]))
        }
    }

    @Test func aServerThatDoesNotGreetIsGivenUp() async throws {
        let directory = try TemporaryDirectory()
        let server = try FakeQMPServer(socket: directory.path.appending("qmp"), greeting: nil) { _ in .silence }
        defer { server.stop() }
        await #expect {
            try await QMPClient.withConnection(to: server.socket, timeout: .milliseconds(20)) { _ in }
        } throws: { error in
            isControlError(error, "did not greet in time")
        }
    }

    @Test func silenceEndsInTime() async throws {
        try await withServer { _ in
            .silence
        } body: { client, _ in
            await #expect {
                try await client.execute(QMP.Quit(), timeout: .milliseconds(20))
            } throws: { error in
                isControlError(error, "did not answer 'quit' in time")
            }
        }
    }

    /// An answer that comes after its time is over is not taken for that of the next command.
    @Test func aLateAnswerIsNobodys() async throws {
        let held = Mutex<FakeQMPCommand?>(nil)
        try await withServer { command in
            guard command.name == "query-status", let late = held.withLock({ $0 }) else {
                held.withLock { $0 = command }
                return .silence
            }
            return .line(
                #"{"return": {"status": "late", "running": true}, "id": \#(late.identifier ?? 0)}"# + "\r\n"
                    + #"{"return": {"status": "in-time", "running": true}, "id": \#(command.identifier ?? 0)}"#)
        } body: { client, _ in
            _ = try? await client.execute(QMP.QueryStatus(), timeout: .milliseconds(20))
            let answer = try await client.execute(QMP.QueryStatus())
            #expect(answer.status == "in-time")
        }
    }

    @Test func aSlowAnswerIsWaitedFor() async throws {
        try await withServer { command in
            .later(.milliseconds(50), Self.answer(command))
        } body: { client, _ in
            let answer = try await client.execute(QMP.QueryStatus())
            #expect(answer.status == "internal-error")
        }
    }

    @Test(arguments: [
        #"{"return": {"status": 7}, "id": ID}"#, #"{"return": [], "id": ID}"#, #"{"id": ID}"#,
    ])
    func nonsenseIsAnError(answer: String) async throws {
        try await withServer { command in
            let parts = answer.split(separator: "ID", omittingEmptySubsequences: false)
            return .line(parts.joined(separator: "\(command.identifier ?? 0)"))
        } body: { client, _ in
            await #expect {
                try await client.execute(QMP.QueryStatus())
            } throws: { error in
                isControlError(error, "cannot be read")
            }
        }
    }

    @Test func hangingUpEndsWhoWaits() async throws {
        try await withServer { _ in
            .hangUp
        } body: { client, _ in
            await #expect {
                try await client.execute(QMP.QueryStatus())
            } throws: { error in
                isControlError(error, "closed")
            }
            for await _ in client.events { Issue.record("an event out of nothing") }
        }
    }

    @Test func aFloodOfNonsenseIsSurvived() async throws {
        try await withServer { command in
            .line(
                String(repeating: "{", count: 1 << 20) + "\r\n" + #"{"return": {}, "id": \#(command.identifier ?? 0)}"#)
        } body: { client, _ in
            try await client.execute(QMP.Continue())
        }
    }

    /// What QEMU 7.2 itself makes of the commands, on a machine without a guest.
    @Test func qemuTakesTheCommands() async throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path.appending("qmp")
        let qemu = try SubprocessLauncher().start(
            ProcessCommand(
                try QEMUInstallation.locate(for: .x86_64).string,
                [
                    "-machine", "pc", "-accel", "tcg", "-nodefaults", "-display", "none", "-vga", "std", "-S", "-qmp",
                    "unix:\(socket),server=on,wait=off",
                ]), options: ProcessOptions())
        defer { qemu.signal(SIGKILL, wholeGroup: true) }
        while access(socket.string, F_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
        let picture = directory.path.appending("picture.ppm")
        let address = try MACAddress(parsing: "02:b0:b0:00:00:01")
        try await QMPClient.withConnection(to: socket) { client in
            try await client.execute(QMP.AddNetworkBackend.user("more"))
            try await client.execute(QMP.AddNetworkDevice("card", backend: "more", macAddress: address))
            let network = try await client.execute(QMP.HumanMonitor("info network"))
            #expect(network.contains("02:b0:b0:00:00:01"))
            try await client.execute(QMP.RemoveDevice("card"))
            // A guest that does not run keeps its device, and so its backend.
            await #expect(throws: LaunchError.self) { try await client.execute(QMP.RemoveDevice("nothing")) }
            await #expect(throws: LaunchError.self) { try await client.execute(QMP.RemoveNetworkBackend("nothing")) }
            try await client.execute(QMP.ScreenDump(filename: picture.string))
            let migration = try await client.execute(QMP.QueryMigration())
            #expect(migration.status == nil)
        }
        #expect(try directory.read(picture).starts(with: Array("P6".utf8)))
    }

    @Test func aSocketThatIsNotThereIsNamed() async throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path.appending("qmp")
        await #expect {
            try await QMPClient.withConnection(to: socket) { _ in }
        } throws: { error in
            isControlError(error, socket.string)
        }
    }

    @Test func aStateMachineWithoutWaysBack() {
        for event in MachineState.Event.allCases {
            #expect(MachineState.stopped.after(event) == nil)
            #expect(MachineState.failed.after(event) == nil)
        }
        #expect(MachineState.created.after(.launch) == .starting)
        #expect(MachineState.starting.after(.controlled) == .running)
        #expect(MachineState.running.after(.halted) == .paused)
        #expect(MachineState.paused.after(.resumed) == .running)
        #expect(MachineState.paused.after(.stopRequested) == .stopping)
        #expect(MachineState.stopping.after(.resumed) == .stopping)
        #expect(MachineState.stopping.after(.ended) == .stopped)
        #expect(MachineState.running.after(.brokeDown) == .failed)
        #expect(MachineState.created.after(.resumed) == nil)
    }

    @Test func processorTimeAndMemoryAreRead() throws {
        let text =
            "42 (qemu) (x) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 100 9000000 25 18446744073709551615 1"
        let status = try #require(ProcessStatus(parsing: Array(text.utf8)))
        let metrics = MachineMetrics(status, ticksPerSecond: 100, pageSize: 4096)
        #expect(metrics.processorTime == .seconds(3))
        #expect(metrics.residentBytes == 25 * 4096)
    }
}
