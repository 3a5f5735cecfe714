/// Bounds on what is accepted from an archive.
public struct TarLimits: Sendable, Hashable {
    /// The number of entries.
    public var entries = 2_000_000
    /// The length of a name or a link target in bytes; Linux takes 4,095 (`PATH_MAX`, limits.h).
    public var pathLength = 4_096
    /// The length of a pax header or of a GNU long name in bytes.
    public var extensionLength = 1 << 20

    /// Creates the usual bounds.
    public init() {}
}
