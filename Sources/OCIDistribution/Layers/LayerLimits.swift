public import TarArchive

/// Bounds on what is accepted from a layer.
public struct LayerLimits: Sendable, Hashable {
    /// The length of a layer without its compression, in bytes.
    public var inflatedSize: UInt64 = 64 << 30
    /// The number of layers of an image; container engines take 127.
    public var layers = 1_000
    /// Bounds on the archive's entries.
    public var archive = TarLimits()

    /// Creates the usual bounds.
    public init() {}
}
