/// When a machine that has ended is started again. One that its owner stopped never is.
public enum RestartPolicy: Sendable, Hashable, CustomStringConvertible {
    /// Never.
    case never
    /// When it ended in a way that it should not have, up to a number of times in a row; nil is without end.
    case onFailure(maximum: Int?)
    /// However it ended.
    case always

    /// Reads `no`, `never`, `always` or `on-failure[:N]`.
    ///
    /// - Parameter text: The policy as `kraft run --restart` takes it.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/configuration``.
    public init(parsing text: String) throws(LaunchError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("no", 1), ("never", 1): self = .never
        case ("always", 1): self = .always
        case ("on-failure", 1): self = .onFailure(maximum: nil)
        case ("on-failure", 2):
            guard let number = Int(parts[1]), number > 0 else { fallthrough }
            self = .onFailure(maximum: number)
        default:
            throw LaunchError(
                .configuration, subject: text, "'\(text)' is not a restart policy",
                remedy: "Write never, always, on-failure, or on-failure:N with the most restarts in a row.")
        }
    }

    /// The policy as ``init(parsing:)`` reads it.
    public var description: String {
        switch self {
        case .never: "never"
        case .onFailure(nil): "on-failure"
        case .onFailure(let maximum?): "on-failure:\(maximum)"
        case .always: "always"
        }
    }

    /// Whether a machine is started again.
    ///
    /// - Parameters:
    ///   - exit: How it ended.
    ///   - restarts: How often it was started again before without a longer run between.
    /// - Returns: Whether it is.
    func wantsRestart(after exit: MachineExit, restarts: Int) -> Bool {
        switch self {
        case .never: false
        case .onFailure(let maximum): !exit.isSuccess && maximum.map { restarts < $0 } ?? true
        case .always: exit != .stopped
        }
    }
}

/// How often a machine was started again without a longer run between.
struct RestartCount: Sendable {
    var policy: RestartPolicy
    var backoff: RestartBackoff
    private(set) var restarts = 0

    init(policy: RestartPolicy, backoff: RestartBackoff) {
        self.policy = policy
        self.backoff = backoff
    }

    /// Counts the end of a run.
    ///
    /// - Parameters:
    ///   - exit: How it ended.
    ///   - duration: How long it was.
    /// - Returns: The wait before the next start; nil when there is to be none.
    mutating func next(after exit: MachineExit, duration: Duration) -> Duration? {
        if duration >= backoff.resetAfter { restarts = 0 }
        guard policy.wantsRestart(after: exit, restarts: restarts) else { return nil }
        restarts += 1
        return backoff.delay(before: restarts)
    }
}

/// How long the wait before a restart is: it doubles from one to the next.
public struct RestartBackoff: Sendable, Hashable {
    /// The wait before the first restart.
    public var initial: Duration
    /// The longest wait.
    public var maximum: Duration
    /// A run of this length counts as healthy: restarts and waits begin anew after it.
    public var resetAfter: Duration

    /// Creates a backoff.
    ///
    /// - Parameters:
    ///   - initial: The wait before the first restart.
    ///   - maximum: The longest wait.
    ///   - resetAfter: The length of a run after which waits begin anew.
    public init(
        initial: Duration = .milliseconds(100), maximum: Duration = .seconds(60), resetAfter: Duration = .seconds(10)
    ) {
        self.initial = initial
        self.maximum = maximum
        self.resetAfter = resetAfter
    }

    /// The wait before a restart.
    ///
    /// - Parameter number: The restart's number in a row, from 1.
    /// - Returns: The wait.
    public func delay(before number: Int) -> Duration {
        var delay = initial
        var rest = number
        while rest > 1, delay > .zero, delay < maximum {
            delay *= 2
            rest -= 1
        }
        return min(delay, maximum)
    }
}
