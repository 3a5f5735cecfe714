import Glibc
import Synchronization
public import SystemPackage
import SystemSupport

/// A server of the QEMU Machine Protocol (docs/interop/qmp-spec.rst) on a socket in the file system, that behaves as
/// a test wants: it answers, refuses, waits, is silent, talks nonsense or hangs up.
///
/// ```swift
/// let server = try FakeQMPServer(socket: directory.path.appending("qmp.sock")) { command in
///     command.name == "query-status" ? .reply(#"{"status": "running", "running": true}"#) : .silence
/// }
/// defer { server.stop() }
/// ```
///
/// The negotiation (`qmp_capabilities`) is answered without asking the script, unless `asksForNegotiation` is given.
public final class FakeQMPServer: Sendable {
    /// Decides what is done about a command.
    public typealias Script = @Sendable (FakeQMPCommand) -> FakeQMPReaction

    private struct State {
        var commands: [FakeQMPCommand] = []
        var connections: [UInt64: QMPConnection] = [:]
        var count: UInt64 = 0
        var tasks: [Task<Void, Never>] = []
    }

    /// The socket that clients connect to.
    public let socket: FilePath
    private let greeting: String?
    private let asksForNegotiation: Bool
    private let script: Script
    private let state = Mutex(State())

    /// Makes the socket and serves it until ``stop()``.
    ///
    /// - Parameters:
    ///   - socket: The socket, whose name must be free; at most 107 bytes (unix(7)).
    ///   - greeting: What every connection begins with, a line without its end; nil is silence.
    ///   - asksForNegotiation: Whether the script is asked about `qmp_capabilities`, too.
    ///   - script: Decides what is done about a command.
    /// - Throws: When the socket cannot be made.
    public init(
        socket: FilePath, greeting: String? = FakeQMPServer.greeting, asksForNegotiation: Bool = false,
        script: @escaping Script
    ) throws {
        self.socket = socket
        self.greeting = greeting
        self.asksForNegotiation = asksForNegotiation
        self.script = script
        let listener = try SocketListener(path: socket)
        let task = Task { [self] in
            while let connection = await listener.next() { accept(QMPConnection(connection)) }
        }
        state.withLock { $0.tasks.append(task) }
    }

    /// Every command that was received, in order, those of the negotiation among them.
    public var commands: [FakeQMPCommand] { state.withLock { $0.commands } }

    /// How many connections there were.
    public var connectionCount: Int { state.withLock { Int($0.count) } }

    /// Sends a line to every client, whatever it is.
    ///
    /// - Parameter line: The line without its end.
    public func send(_ line: String) async {
        for connection in state.withLock({ Array($0.connections.values) }) { await connection.send(line) }
    }

    /// Sends an event to every client.
    ///
    /// - Parameters:
    ///   - name: The event's name.
    ///   - data: What belongs to it, as JSON.
    public func sendEvent(_ name: String, data: String = "{}") async {
        await send(
            #"{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "\#(name)", "data": \#(data)}"#)
    }

    /// Hangs up on every client; new ones may come.
    public func disconnect() {
        let connections = state.withLock { state in
            defer { state.connections = [:] }
            return Array(state.connections.values)
        }
        for connection in connections { connection.close() }
    }

    /// Hangs up, and removes the socket.
    public func stop() {
        let tasks = state.withLock { state in
            defer { state.tasks = [] }
            return state.tasks
        }
        for task in tasks { task.cancel() }
        disconnect()
        unsafe unlink(socket.string)
    }

    /// What QEMU 7.2 greets with.
    public static let greeting =
        #"{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}, "capabilities": ["oob"]}}"#

    private func accept(_ connection: QMPConnection) {
        let number = state.withLock { state in
            state.count += 1
            state.connections[state.count] = connection
            return state.count
        }
        let task = Task { [self] in
            if let greeting { await connection.send(greeting) }
            await connection.forEachLine { line in await self.receive(line, connection) }
            state.withLock { _ = $0.connections.removeValue(forKey: number) }
        }
        state.withLock { $0.tasks.append(task) }
    }

    private func receive(_ line: String, _ connection: QMPConnection) async {
        let command = FakeQMPCommand(line: line)
        state.withLock { $0.commands.append(command) }
        let isNegotiation = command.name == "qmp_capabilities" && !asksForNegotiation
        await connection.perform(isNegotiation ? .reply("{}") : script(command), for: command)
    }
}
