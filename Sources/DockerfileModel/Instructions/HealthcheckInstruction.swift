/// What `HEALTHCHECK` says.
public struct HealthcheckInstruction: Sendable, Hashable {
    /// The command behind `CMD`; nil for `NONE`, which drops the base image's check.
    public var command: CommandLine?
    /// `--interval`: the time between two checks; nil when not said, which Docker takes as 30 seconds.
    public var interval: Duration?
    /// `--timeout`: the time after which a check has failed; nil means 30 seconds.
    public var timeout: Duration?
    /// `--start-period`: the time at the start in which failures do not count; nil means none.
    public var startPeriod: Duration?
    /// `--start-interval`: the time between two checks in the start period; nil means 5 seconds.
    public var startInterval: Duration?
    /// `--retries`: the number of failures in a row that count; nil means 3.
    public var retries: Int?

    /// Creates the values.
    ///
    /// - Parameters:
    ///   - command: The command, or nil for `NONE`.
    ///   - interval: The time between two checks.
    ///   - timeout: The time after which a check has failed.
    ///   - startPeriod: The time at the start in which failures do not count.
    ///   - startInterval: The time between two checks in the start period.
    ///   - retries: The number of failures in a row that count.
    public init(
        command: CommandLine?, interval: Duration? = nil, timeout: Duration? = nil, startPeriod: Duration? = nil,
        startInterval: Duration? = nil, retries: Int? = nil
    ) {
        self.command = command
        self.interval = interval
        self.timeout = timeout
        self.startPeriod = startPeriod
        self.startInterval = startInterval
        self.retries = retries
    }
}
