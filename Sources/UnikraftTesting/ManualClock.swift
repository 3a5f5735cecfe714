import Synchronization

/// A clock that a test moves on by hand.
public final class ManualClock: Clock {
    /// A time of the clock.
    public struct Instant: InstantProtocol {
        /// The time since the clock was made.
        public var offset: Duration

        /// The time after another.
        ///
        /// - Parameter duration: How long after.
        /// - Returns: The time.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        /// How long another time comes after this one.
        ///
        /// - Parameter other: The other time.
        /// - Returns: The time between.
        public func duration(to other: Instant) -> Duration { other.offset - offset }

        /// Whether a time comes before another.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [UInt64: Sleeper] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Makes a clock that stands at zero.
    public init() {}

    /// The time.
    public var now: Instant { state.withLock { $0.now } }

    /// The clock knows any difference.
    public let minimumResolution = Duration.zero

    /// Waits until the clock was moved on so far.
    ///
    /// - Parameters:
    ///   - deadline: How far.
    ///   - tolerance: Ignored.
    /// - Throws: `CancellationError`.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let identifier = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[identifier] = Sleeper(deadline: deadline, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: identifier) }?.continuation
                .resume(throwing: CancellationError())
        }
    }

    /// Moves the clock on.
    ///
    /// - Parameter duration: How far.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for key in due.keys { state.sleepers.removeValue(forKey: key) }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Waits until somebody waits for the clock, and moves it on to the earliest time that is waited for.
    ///
    /// - Returns: How far it was moved.
    @discardableResult
    public func advanceToNextSleeper() async -> Duration {
        while !Task.isCancelled {
            let rest = state.withLock { state in
                state.sleepers.values.map(\.deadline).min().map { state.now.duration(to: $0) }
            }
            if let rest {
                advance(by: rest)
                return rest
            }
            try? await Task.sleep(for: .milliseconds(1))
        }
        return .zero
    }
}
