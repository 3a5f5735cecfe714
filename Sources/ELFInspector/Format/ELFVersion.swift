/// The versions of symbols that a file needs from one library (LSB Core, "Symbol Version Requirements").
public struct ELFVersionNeed: Sendable, Hashable {
    /// A version that is needed, an entry `Elfxx_Vernaux`.
    public struct Version: Sendable, Hashable {
        /// The version, for example `GLIBC_2.34`.
        public var name: String
        /// The hash of the name, `vna_hash`.
        public var hash: UInt32
        /// The number that symbols have it by, `vna_other`.
        public var index: UInt16
        /// Whether the program starts without it: `VER_FLG_WEAK` of `vna_flags`.
        public var isWeak: Bool
    }

    /// The library, `vn_file`.
    public var library: String
    /// The versions.
    public var versions: [Version]
}

/// A version of symbols that a library defines (LSB Core, "Symbol Version Definitions").
public struct ELFVersionDefinition: Sendable, Hashable {
    /// The version, for example `GLIBC_2.34`, and behind it those that it builds on.
    public var names: [String]
    /// The hash of the name, `vd_hash`.
    public var hash: UInt32
    /// The number that symbols have it by, `vd_ndx`.
    public var index: UInt16
    /// Whether it is the library itself and no version: `VER_FLG_BASE` of `vd_flags`.
    public var isBase: Bool
}
