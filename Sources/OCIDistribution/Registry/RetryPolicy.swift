/// How often, and after how long, a request is sent again.
public struct RetryPolicy: Sendable {
    /// How often a request is sent at most.
    public var attempts: Int
    /// The pause before the second attempt; it doubles with each.
    public var firstPause: Duration
    /// The longest pause. A server that asks for a longer one is not asked again: it would refuse.
    public var longestPause: Duration
    /// Waits.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// Creates a policy.
    ///
    /// - Parameters:
    ///   - attempts: How often a request is sent at most.
    ///   - firstPause: The pause before the second attempt; it doubles with each.
    ///   - longestPause: The longest pause; a server that asks for a longer one is not asked again.
    ///   - sleep: Waits.
    public init(
        attempts: Int = 5, firstPause: Duration = .milliseconds(500), longestPause: Duration = .seconds(60),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.sleep = sleep
    }

    /// How long to wait before another attempt.
    ///
    /// - Parameters:
    ///   - attempt: The number of attempts made so far, from 1.
    ///   - retryAfter: What the server asks for.
    /// - Returns: The pause; nil when there is no other attempt.
    func pause(after attempt: Int, retryAfter: Duration?) -> Duration? {
        guard attempt < attempts, retryAfter ?? .zero <= longestPause else { return nil }
        // A part is left to chance, so that clients that failed together do not come back together.
        let doubled = firstPause * (1 << min(attempt - 1, 16)) * Double.random(in: 0.75...1.25)
        return min(max(retryAfter ?? .zero, doubled), longestPause)
    }

    /// Whether a status may go away by itself (RFC 9110, section 15; RFC 6585 for 429).
    static func isTransient(_ status: Int) -> Bool {
        status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505)
    }
}
