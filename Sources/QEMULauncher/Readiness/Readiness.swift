public import UnikraftCore

/// What shows that a guest is ready.
public enum Readiness: Sendable, Hashable {
    /// A line of the console that contains a text.
    case consoleLine(containing: String)
    /// A TCP port that a server in the guest has accepted a connection on.
    case tcp(address: IPv4Address = .loopback, port: UInt16)
    /// An HTTP server that answers a request for a path, whatever the status.
    case http(address: IPv4Address = .loopback, port: UInt16, path: String = "/")
}

/// What was seen when a guest was ready.
public struct ReadinessReport: Sendable, Hashable {
    /// The time since the wait began.
    public var elapsed: Duration
    /// The answer, when an HTTP server was waited for.
    public var response: HTTPProbeResponse?
}
