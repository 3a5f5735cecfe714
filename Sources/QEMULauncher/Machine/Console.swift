import Synchronization

/// What the guest has written to its serial console, line by line, for any number of readers.
///
/// Each reader begins at the oldest line that is kept. The console keeps the last lines up to a number of
/// bytes; a reader that falls behind that misses lines, which shows in their numbers.
public final class Console: AsyncSequence, Sendable {
    /// What the sequence is made of.
    public typealias Element = ConsoleLine

    private struct State {
        var lines: [ConsoleLine] = []
        /// Number of the first line in `lines`.
        var first = 0
        var bytes = 0
        var isFinished = false
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter: UInt64 = 0

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            defer { waiters = [:] }
            return Array(waiters.values)
        }
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: Bytes of lines that are kept.
    init(limit: Int = 4 << 20) {
        self.limit = limit
    }

    /// The lines that are kept now.
    public var lines: [ConsoleLine] { state.withLock { $0.lines } }

    /// Reads line after line.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let console: Console
        fileprivate var next = 0

        /// The next line, or nil when the machine has ended or the task was cancelled.
        public mutating func next() async -> ConsoleLine? {
            while !Task.isCancelled {
                let (line, isFinished) = console.line(from: next)
                if let line {
                    next = line.number + 1
                    return line
                }
                if isFinished { return nil }
                await console.waitForLine(next)
            }
            return nil
        }
    }

    /// An iterator that begins at the oldest line kept.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(console: self)
    }

    func append(_ line: [UInt8]) {
        let waiters = state.withLock { state in
            state.lines.append(ConsoleLine(bytes: line, number: state.first + state.lines.count))
            state.bytes += line.count + Self.lineOverhead
            if state.bytes > limit {
                // Half is dropped at once, so that a flood costs little.
                var dropped = 0
                while state.bytes > limit / 2, dropped < state.lines.count - 1 {
                    state.bytes -= state.lines[dropped].bytes.count + Self.lineOverhead
                    dropped += 1
                }
                state.lines.removeFirst(dropped)
                state.first += dropped
            }
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// The number that the next line will have.
    var nextNumber: Int { state.withLock { $0.first + $0.lines.count } }

    /// An iterator that begins at a line.
    func makeAsyncIterator(from number: Int) -> AsyncIterator {
        AsyncIterator(console: self, next: number)
    }

    func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    private func line(from number: Int) -> (ConsoleLine?, isFinished: Bool) {
        state.withLock { state in
            let index = Swift.max(0, number - state.first)
            return (index < state.lines.count ? state.lines[index] : nil, state.isFinished)
        }
    }

    private func waitForLine(_ number: Int) async {
        let identifier = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isFinished || Task.isCancelled || number < state.first + state.lines.count { return true }
                    state.waiters[identifier] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: identifier) }?.resume()
        }
    }

    private static let lineOverhead = 64
}
