import CLinux
import FoundationEssentials
import Glibc
import Synchronization
public import SystemPackage
import SystemSupport

/// A client of the QEMU Machine Protocol (docs/interop/qmp-spec.rst) on a connected socket.
public final class QMPClient: Sendable {
    private typealias Waiter = CheckedContinuation<[UInt8], any Error>

    private struct State {
        var nextIdentifier: UInt64 = 1
        var waiters: [UInt64: Waiter] = [:]
        var isClosed = false
    }

    /// What QEMU tells by itself, as it comes; ends with the connection. Of events that nobody reads the last
    /// thousand are kept.
    public let events: AsyncStream<QMPEvent>

    private let reader: DescriptorReader
    private let writer: DescriptorWriter
    private let greeted = Latch<Bool>()
    private let state = Mutex(State())
    private let eventSink: AsyncStream<QMPEvent>.Continuation

    /// Takes over a connected socket, and a second descriptor of the same.
    init(reading: consuming OwnedDescriptor, writing: consuming OwnedDescriptor) {
        reader = DescriptorReader(descriptor: reading)
        writer = DescriptorWriter(descriptor: writing)
        (events, eventSink) = AsyncStream.makeStream(of: QMPEvent.self, bufferingPolicy: .bufferingNewest(1000))
    }

    /// Takes over a connected socket.
    convenience init(socket: consuming OwnedDescriptor) {
        let copy = OwnedDescriptor(adopting: clinux_fcntl(socket.rawValue, F_DUPFD_CLOEXEC, 0))
        self.init(reading: socket, writing: copy)
    }

    /// Uses a control socket in the file system, one that `-qmp unix:PATH,server=on` makes.
    ///
    /// - Parameters:
    ///   - socket: The socket; at most 107 bytes (unix(7)).
    ///   - timeout: The longest wait for QEMU's greeting.
    ///   - body: Uses the connection. It is closed when this returns, throws or is cancelled.
    /// - Returns: What the closure returns.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/control`` when QEMU cannot be reached or does not greet;
    ///   what the closure throws.
    public static func withConnection<Result: Sendable>(
        to socket: FilePath, timeout: Duration = QMPClient.defaultTimeout,
        body: @Sendable (QMPClient) async throws -> Result
    ) async throws -> Result {
        let connection: OwnedDescriptor
        do {
            connection = try connectUnixSocket(socket)
        } catch {
            throw LaunchError(
                .control, subject: socket.string, "QEMU's control channel cannot be reached",
                remedy: "Check that QEMU runs and that the socket is its own.", cause: error)
        }
        return try await use(connection, timeout: timeout, body)
    }

    /// Uses a connected socket, and closes it.
    static func use<Result: Sendable>(
        _ socket: consuming OwnedDescriptor, timeout: Duration, _ body: @Sendable (QMPClient) async throws -> Result
    ) async throws -> Result {
        let client = QMPClient(socket: socket)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            defer { group.cancelAll() }
            try await client.negotiate(timeout: timeout)
            return try await body(client)
        }
    }

    /// Reads messages until the connection ends. Nothing arrives unless this is running.
    func run() async {
        var lines = LineSplitter(limit: Self.messageLimit)
        while let piece = await reader.next() {
            for line in lines.feed(piece) { receive(line) }
        }
        close()
    }

    /// Waits for the greeting and ends the negotiation.
    ///
    /// - Parameter timeout: The longest wait for each of the two.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/control``; `CancellationError`.
    func negotiate(timeout: Duration = QMPClient.defaultTimeout) async throws {
        let isGreeted = try await withTimeout(timeout, Self.silent("greet")) { [greeted] in try await greeted.wait() }
        guard isGreeted else { throw Self.closed }
        try await execute(QMP.Capabilities(), timeout: timeout)
    }

    /// Sends a command and waits for its answer.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - timeout: The longest wait for the answer.
    /// - Returns: What it returned.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/control`` when QEMU refuses it, does not answer, answers
    ///   something else, or has closed the connection; `CancellationError`.
    @discardableResult
    public func execute<Command: QMPCommand>(
        _ command: Command, timeout: Duration = QMPClient.defaultTimeout
    ) async throws -> Command.Reply {
        try await execute(command, passing: nil, timeout: timeout)
    }

    /// Sends a command with a descriptor beside it.
    @discardableResult
    func execute<Command: QMPCommand>(
        _ command: Command, passing descriptor: Int32?, timeout: Duration = QMPClient.defaultTimeout
    ) async throws -> Command.Reply {
        let identifier = state.withLock { state in
            defer { state.nextIdentifier += 1 }
            return state.nextIdentifier
        }
        let request = try Array(JSONEncoder().encode(QMPRequest(command, identifier: identifier))) + [0x0a]
        let line = try await withTimeout(timeout, Self.silent("answer '\(Command.name)'")) { [self] in
            try await exchange(request, identifier, descriptor)
        }
        do {
            return try JSONDecoder().decode(QMPAnswer<Command.Reply>.self, from: Data(line)).result
        } catch {
            throw LaunchError(
                .control, subject: Command.name, "QEMU's answer to '\(Command.name)' cannot be read",
                remedy: "Check that this version of QEMU is supported.", cause: error)
        }
    }

    private func exchange(_ request: [UInt8], _ identifier: UInt64, _ descriptor: Int32?) async throws -> [UInt8] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Waiter) in
                let failure = state.withLock { state -> (any Error)? in
                    if state.isClosed { return Self.closed }
                    if Task.isCancelled { return CancellationError() }
                    state.waiters[identifier] = continuation
                    return nil
                }
                if let failure {
                    continuation.resume(throwing: failure)
                    return
                }
                Task { [self] in
                    if await !writer.write(request, passing: descriptor) { close() }
                }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: identifier) }?.resume(throwing: CancellationError())
        }
    }

    private func receive(_ line: [UInt8]) {
        guard let message = try? JSONDecoder().decode(QMPMessage.self, from: Data(line)) else { return }
        if message.isGreeting {
            greeted.set(true)
        } else if message.isEvent {
            if let event = try? JSONDecoder().decode(QMPEvent.self, from: Data(line)) { eventSink.yield(event) }
        } else if let identifier = message.identifier,
            let waiter = state.withLock({ $0.waiters.removeValue(forKey: identifier) })
        {
            if let failure = message.error {
                waiter.resume(
                    throwing: LaunchError(
                        .control, subject: failure.class, "QEMU refused a command: \(failure.desc)",
                        remedy: "Check that the machine is in a state that allows it."))
            } else {
                waiter.resume(returning: line)
            }
        }
    }

    private func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        greeted.set(false)
        for waiter in waiters { waiter.resume(throwing: Self.closed) }
        eventSink.finish()
    }

    private static var closed: LaunchError {
        LaunchError(
            .control, "QEMU's control channel is closed", remedy: "The machine has ended; look at how it did.")
    }

    private static func silent(_ what: String) -> LaunchError {
        LaunchError(
            .control, "QEMU did not \(what) in time", remedy: "Stop the machine, and look at its process.")
    }

    /// How long an answer may take.
    public static let defaultTimeout = Duration.seconds(30)
    private static let messageLimit = 16 << 20
}
