/// Bounds on what a Kconfig tree may make the reader do.
public struct KconfigLimits: Sendable, Hashable {
    /// Files read in all.
    public var files = 20_000
    /// Bytes of one file.
    public var fileSize = 4 << 20
    /// How deep files may include files.
    public var includeDepth = 64
    /// How deep blocks and parentheses may nest.
    public var nesting = 128
    /// Bytes that one macro may expand to.
    public var expansion = 1 << 16

    /// Creates the defaults.
    public init() {}
}
