/// When a machine that has ended is started again. One that its owner stopped never is.
public enum RestartPolicy: Sendable, Hashable {
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
