import SystemSupport

/// Hands filled buffers from one thread to another, a few at a time, and the empty ones back.
final class BufferChannel: Sendable {
    /// Bytes at the beginning of a buffer.
    struct Filled: Sendable {
        var buffer: [UInt8]
        var count: Int
    }

    private struct State {
        var filled: [Filled] = []
        var spare: [[UInt8]] = []
        var made = 0
        var isFinished = false
        var isBroken = false
    }

    private static let depth = 4
    private static let size = 1 << 20
    private let state = Monitor(State())

    /// A buffer to be filled; nil when the receiver has given up.
    func takeSpare() -> [UInt8]? {
        enum Outcome { case broken, spare([UInt8]), new }
        let outcome: Outcome = state.withLock(when: { $0.isBroken || !$0.spare.isEmpty || $0.made < Self.depth }) {
            state in
            if state.isBroken { return .broken }
            if let buffer = state.spare.popLast() { return .spare(buffer) }
            state.made += 1
            return .new
        }
        return switch outcome {
        case .broken: nil
        case .spare(let buffer): buffer
        case .new: [UInt8](repeating: 0, count: Self.size)
        }
    }

    func send(_ filled: Filled) {
        state.withLock { $0.filled.append(filled) }
        state.wakeAll()
    }

    /// Ends the channel: the receiver gets what was sent, then nil.
    func finish() {
        state.withLock { $0.isFinished = true }
        state.wakeAll()
    }

    /// Gives up: the sender gets no more buffers.
    func breakOff() {
        state.withLock { $0.isBroken = true }
        state.wakeAll()
    }

    func receive() -> Filled? {
        state.withLock(when: { !$0.filled.isEmpty || $0.isFinished }) { state in
            state.filled.isEmpty ? nil : state.filled.removeFirst()
        }
    }

    func giveBack(_ buffer: [UInt8]) {
        state.withLock { $0.spare.append(buffer) }
        state.wakeAll()
    }
}
