import Glibc
import Synchronization
import SystemPackage
import SystemSupport
import Testing

@testable import QEMULauncher

/// A server of the QEMU Machine Protocol that says what a test wants.
private final class ScriptedServer: Sendable {
    let client: QMPClient
    private let writer: DescriptorWriter
    private let received = Mutex<[String]>([])

    /// - Parameters:
    ///   - greeting: The first message; nil sends none.
    ///   - answer: What is sent for a line received; nil sends nothing.
    /// - Throws: When there is no socket.
    init(greeting: String? = ScriptedServer.greeting, answer: @escaping @Sendable (String) -> String?) throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        client = QMPClient(socket: OwnedDescriptor(adopting: ends[0]))
        let reader = DescriptorReader(descriptor: OwnedDescriptor(adopting: dup(ends[1])))
        writer = DescriptorWriter(descriptor: OwnedDescriptor(adopting: ends[1]))
        Task { [self] in
            if let greeting { await send(greeting) }
            var lines = LineSplitter(limit: 1 << 20)
            while let piece = await reader.next() {
                for line in lines.feed(piece) {
                    let text = String(decoding: line, as: UTF8.self)
                    received.withLock { $0.append(text) }
                    if let reply = answer(text) { await send(reply) }
                }
            }
        }
        Task { await client.run() }
    }

    var lines: [String] { received.withLock { $0 } }

    func send(_ text: String) async {
        _ = await writer.write(Array((text + "\r\n").utf8))
    }

    /// As QEMU 7.2 greets.
    static let greeting =
        #"{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}, "capabilities": ["oob"]}}"#
}

@Suite("The QEMU Machine Protocol")
struct QMPTests {
    /// Answers of QEMU 7.2, with the id of the command.
    private static func answer(_ line: String) -> String? {
        let identifier = line.firstRange(of: #""id":"#).map { line[$0.upperBound...].prefix { $0.isNumber } } ?? ""
        let answers = [
            "qmp_capabilities": "{}", "cont": "{}",
            "query-status": #"{"status": "internal-error", "singlestep": false, "running": false}"#,
            "query-version": #"{"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}"#,
            "query-cpus-fast":
                #"[{"thread-id": 42, "props": {"core-id": 0}, "qom-path": "/machine", "cpu-index": 0, "target": "x86_64"}]"#,
            "human-monitor-command": #""info\r\n""#, "query-named-block-nodes": "[]",
        ]
        for (command, reply) in answers where line.contains("\"\(command)\"") {
            return #"{"return": \#(reply), "id": \#(identifier)}"#
        }
        return
            #"{"id": \#(identifier), "error": {"class": "CommandNotFound", "desc": "The command stop has not been found"}}"#
    }

    @Test func commandsAndAnswers() async throws {
        let server = try ScriptedServer(answer: Self.answer)
        try await server.client.negotiate()
        #expect(try await server.client.execute(QMP.QueryStatus()).status == "internal-error")
        #expect(try await server.client.execute(QMP.QueryVersion()).qemu.major == 7)
        #expect(try await server.client.execute(QMP.QueryProcessors()).map(\.thread) == [42])
        #expect(try await server.client.execute(QMP.HumanMonitor("info usernet")) == "info\r\n")
        #expect(try await server.client.execute(QMP.QueryBlockNodes()) == [])
        let sent = try #require(server.lines.first { $0.contains("human-monitor-command") })
        #expect(sent.contains(#""arguments":{"command-line":"info usernet"}"#))
        await #expect {
            try await server.client.execute(QMP.Stop())
        } throws: { error in
            (error as? LaunchError)?.code == .control && "\(error)".contains("has not been found")
        }
    }

    @Test func answersAreMatchedByNumber() async throws {
        let held = Mutex<[String]>([])
        let server = try ScriptedServer { line in
            guard line.contains("query-status") || line.contains("query-version") else { return Self.answer(line) }
            return held.withLock { held in
                held.append(line)
                guard held.count == 2 else { return nil }
                return held.reversed().compactMap(Self.answer).joined(separator: "\r\n")
            }
        }
        try await server.client.negotiate()
        async let status = server.client.execute(QMP.QueryStatus())
        async let version = server.client.execute(QMP.QueryVersion())
        #expect(try await status.status == "internal-error")
        #expect(try await version.qemu.minor == 2)
    }

    @Test func eventsAreKeptWhateverTheirName() async throws {
        let server = try ScriptedServer(answer: Self.answer)
        await server.send(#"{"timestamp": {"seconds": 12, "microseconds": 34}, "event": "STOP"}"#)
        await server.send("no JSON at all")
        await server.send(#"{"event": "NEW_IN_QEMU_99", "data": {"a": [1, null, 2.5, "x", true]}}"#)
        var events = server.client.events.makeAsyncIterator()
        let first = await events.next()
        #expect(first?.name == "STOP")
        #expect(first?.timestamp == QMPEvent.Timestamp(seconds: 12, microseconds: 34))
        let second = await events.next()
        #expect(second?.name == "NEW_IN_QEMU_99")
        #expect(second?.data?["a"] == .array([.integer(1), .null, .number(2.5), .string("x"), .bool(true)]))
    }

    @Test func silenceEndsInTime() async throws {
        let server = try ScriptedServer(greeting: nil) { _ in nil }
        await #expect {
            try await server.client.negotiate(timeout: .milliseconds(20))
        } throws: { error in
            "\(error)".contains("did not greet in time")
        }
        await #expect {
            try await server.client.execute(QMP.Quit(), timeout: .milliseconds(20))
        } throws: { error in
            "\(error)".contains("did not answer 'quit' in time")
        }
    }

    @Test func nonsenseIsAnError() async throws {
        let server = try ScriptedServer { line in
            let identifier = line.firstRange(of: #""id":"#).map { line[$0.upperBound...].prefix { $0.isNumber } } ?? ""
            return #"{"return": {"status": 7}, "id": \#(identifier)}"#
        }
        await #expect {
            try await server.client.execute(QMP.QueryStatus())
        } throws: { error in
            "\(error)".contains("cannot be read")
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

    @Test func processorTimeAndMemoryAreRead() {
        let text =
            "42 (qemu) (x) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 100 9000000 25 18446744073709551615 1"
        let metrics = MachineMetrics(parsing: text, ticksPerSecond: 100, pageSize: 4096)
        #expect(metrics?.processorTime == .seconds(3))
        #expect(metrics?.residentBytes == 25 * 4096)
        #expect(MachineMetrics(parsing: "42", ticksPerSecond: 100, pageSize: 4096) == nil)
        #expect(MachineMetrics(parsing: "42 (q) S", ticksPerSecond: 100, pageSize: 4096) == nil)
    }
}
