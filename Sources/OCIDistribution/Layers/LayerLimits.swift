public import TarArchive

/// Bounds on what is accepted from a layer.
public struct LayerLimits: Sendable, Hashable {
    /// The length of a layer without its compression, in bytes; nil goes by the compressed length
    /// (``inflatedSize(ofCompressed:)``).
    public var inflatedSize: UInt64?
    /// The number of layers of an image; container engines take 127.
    public var layers = 1_000
    /// Bounds on the archive's entries.
    public var archive = TarLimits()

    /// Creates the usual bounds.
    public init() {}

    /// The bound that holds for a layer: ``inflatedSize``, else 200 times the compressed length, but not less than
    /// 1 GiB and not more than 16 GiB.
    ///
    /// Programs and texts shrink to a half or a tenth; what shrinks to less than a two-hundredth is mostly zeros.
    ///
    /// - Parameter size: The compressed length in bytes.
    /// - Returns: The bound in bytes.
    public func inflatedSize(ofCompressed size: UInt64) -> UInt64 {
        if let inflatedSize { return inflatedSize }
        let (product, isTooLarge) = size.multipliedReportingOverflow(by: 200)
        return min(max(isTooLarge ? .max : product, 1 << 30), 16 << 30)
    }
}
