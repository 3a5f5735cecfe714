import FoundationEssentials
import Synchronization
import SystemSupport

/// A client of the QEMU Machine Protocol on a connected socket.
final class QMPClient: Sendable {
    private struct State {
        var nextIdentifier: UInt64 = 1
        var waiters: [UInt64: CheckedContinuation<QMPMessage.Result, any Error>] = [:]
        var greeting: [CheckedContinuation<Void, any Error>] = []
        var isGreeted = false
        var isClosed = false
    }

    /// The names of events, as they come; ends with the connection.
    let events: AsyncStream<String>

    private let reader: DescriptorReader
    private let writer: DescriptorWriter
    private let state = Mutex(State())
    private let eventSink: AsyncStream<String>.Continuation

    /// Takes over a connected socket. ``run()`` must be running for anything to arrive.
    init(reading: consuming OwnedDescriptor, writing: consuming OwnedDescriptor) {
        reader = DescriptorReader(descriptor: reading)
        writer = DescriptorWriter(descriptor: writing)
        (events, eventSink) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1024))
    }

    /// Reads messages until the connection ends.
    func run() async {
        var lines = LineSplitter(limit: 16 << 20)
        while let piece = await reader.next() {
            for line in lines.feed(piece) { receive(line) }
        }
        close()
    }

    /// Waits for the greeting and leaves the negotiation mode.
    func negotiate() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let outcome: Result<Void, any Error>? = state.withLock { state in
                if state.isGreeted { return .success(()) }
                if state.isClosed { return .failure(Self.closed) }
                state.greeting.append(continuation)
                return nil
            }
            if let outcome { continuation.resume(with: outcome) }
        }
        _ = try await execute("qmp_capabilities")
    }

    /// Sends a command and waits for its answer.
    ///
    /// - Parameters:
    ///   - command: The command's name.
    ///   - arguments: Its arguments, all strings.
    /// - Returns: What it returned.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/control``.
    @discardableResult
    func execute(_ command: String, _ arguments: [String: String] = [:]) async throws -> QMPMessage.Result {
        struct Command: Encodable {
            var execute: String
            var arguments: [String: String]?
            var id: UInt64
        }
        let identifier = state.withLock { state in
            defer { state.nextIdentifier += 1 }
            return state.nextIdentifier
        }
        let encoded = try JSONEncoder().encode(
            Command(execute: command, arguments: arguments.isEmpty ? nil : arguments, id: identifier))
        return try await withCheckedThrowingContinuation { continuation in
            let isClosed = state.withLock { state in
                if !state.isClosed { state.waiters[identifier] = continuation }
                return state.isClosed
            }
            if isClosed {
                continuation.resume(throwing: Self.closed)
                return
            }
            Task {
                if await !writer.write(Array(encoded) + [0x0a]) { close() }
            }
        }
    }

    private func receive(_ line: [UInt8]) {
        guard let message = try? JSONDecoder().decode(QMPMessage.self, from: Data(line)) else { return }
        if let event = message.event {
            eventSink.yield(event)
            return
        }
        if message.isGreeting {
            let greeting = state.withLock { state in
                state.isGreeted = true
                defer { state.greeting = [] }
                return state.greeting
            }
            for waiter in greeting { waiter.resume() }
            return
        }
        guard let identifier = message.identifier,
            let waiter = state.withLock({ $0.waiters.removeValue(forKey: identifier) })
        else { return }
        if let failure = message.error {
            waiter.resume(
                throwing: LaunchError(
                    .control, subject: failure.class, "QEMU refused a command: \(failure.desc)",
                    remedy: "Check that the machine is in a state that allows it."))
        } else {
            waiter.resume(returning: message.result ?? QMPMessage.Result())
        }
    }

    private func close() {
        let (greeting, waiters) = state.withLock { state in
            state.isClosed = true
            defer {
                state.greeting = []
                state.waiters = [:]
            }
            return (state.greeting, Array(state.waiters.values))
        }
        for waiter in greeting { waiter.resume(throwing: Self.closed) }
        for waiter in waiters { waiter.resume(throwing: Self.closed) }
        eventSink.finish()
    }

    private static var closed: LaunchError {
        LaunchError(
            .control, "QEMU's control channel is closed", remedy: "The machine has ended; look at its exit.")
    }
}
