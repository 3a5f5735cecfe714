public import UnikraftCore

/// A question that a supervised machine is asked again and again.
public struct HealthCheck: Sendable, Hashable {
    /// What shows that a guest is well.
    public enum Probe: Sendable, Hashable {
        /// A TCP port that a server in the guest accepts a connection on.
        case tcp(address: IPv4Address = .loopback, port: UInt16)
        /// An HTTP server that answers a request for a path with a status below 400.
        case http(address: IPv4Address = .loopback, port: UInt16, path: String = "/")
        /// A line with a text that the guest writes to its console while the check waits for it.
        case consoleLine(containing: String)
    }

    /// What is asked.
    public var probe: Probe
    /// The pause between two checks.
    public var interval: Duration
    /// The longest wait for an answer.
    public var timeout: Duration
    /// How many checks in a row must fail until the machine counts as unhealthy.
    public var failures: Int
    /// Time that the guest gets to come up: a failure counts only after it, or after a first success.
    public var startPeriod: Duration

    /// Creates a check.
    ///
    /// - Parameters:
    ///   - probe: What is asked.
    ///   - interval: The pause between two checks.
    ///   - timeout: The longest wait for an answer.
    ///   - failures: How many checks in a row must fail; at least 1.
    ///   - startPeriod: Time that the guest gets to come up.
    public init(
        _ probe: Probe, interval: Duration = .seconds(30), timeout: Duration = .seconds(5), failures: Int = 3,
        startPeriod: Duration = .seconds(30)
    ) {
        self.probe = probe
        self.interval = interval
        self.timeout = timeout
        self.failures = max(failures, 1)
        self.startPeriod = startPeriod
    }
}
