public import TarArchive

/// Bounds on what is accepted from a layer.
public struct LayerLimits: Sendable, Hashable {
    /// The length of a layer without its compression, in bytes.
    public var inflatedSize: UInt64 = 64 << 30
    /// Bounds on the archive's entries.
    public var archive = TarLimits()

    /// Creates the usual bounds.
    public init() {}
}
