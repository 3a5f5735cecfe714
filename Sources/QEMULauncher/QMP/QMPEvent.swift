/// Something that QEMU tells by itself (docs/interop/qmp-spec.rst, "Asynchronous events").
public struct QMPEvent: Sendable, Hashable, Codable {
    /// The event's name, for example `SHUTDOWN`; names that this SDK does not know are kept.
    public var name: String
    /// What belongs to it.
    public var data: JSONValue?
    /// When it happened, in the host's time.
    public var timestamp: Timestamp?

    /// A time of the host's clock.
    public struct Timestamp: Sendable, Hashable, Codable {
        /// Seconds since 1970.
        public var seconds: Int64
        /// Microseconds after that.
        public var microseconds: Int64
    }

    private enum CodingKeys: String, CodingKey {
        case name = "event"
        case data, timestamp
    }
}
