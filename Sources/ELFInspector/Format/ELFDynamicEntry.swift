/// An entry of the dynamic section, which tells the loader what to do (System V gABI, "Dynamic Section").
public struct ELFDynamicEntry: Sendable, Hashable {
    /// What an entry says: `d_tag`.
    public struct Tag: RawRepresentable, Sendable, Hashable {
        /// The number in the file.
        public let rawValue: UInt64

        /// Takes any number; unknown ones are kept.
        ///
        /// - Parameter rawValue: The value of `d_tag`.
        public init(rawValue: UInt64) { self.rawValue = rawValue }

        /// The end of the section, `DT_NULL`.
        public static let end = Tag(rawValue: 0)
        /// A library that is needed, `DT_NEEDED`.
        public static let needed = Tag(rawValue: 1)
        /// The address of the strings, `DT_STRTAB`.
        public static let stringTable = Tag(rawValue: 5)
        /// The address of the symbols, `DT_SYMTAB`.
        public static let symbolTable = Tag(rawValue: 6)
        /// The size of the strings, in bytes, `DT_STRSZ`.
        public static let stringTableSize = Tag(rawValue: 10)
        /// The name that others need this library by, `DT_SONAME`.
        public static let soname = Tag(rawValue: 14)
        /// Where to look for libraries, inherited, `DT_RPATH`.
        public static let rpath = Tag(rawValue: 15)
        /// Where to look for libraries, for direct needs, `DT_RUNPATH`.
        public static let runpath = Tag(rawValue: 29)
        /// The hash table of symbols, `DT_HASH`.
        public static let hash = Tag(rawValue: 4)
        /// GNU's hash table of symbols, `DT_GNU_HASH`.
        public static let gnuHash = Tag(rawValue: 0x6FFF_FEF5)
        /// Bits, `DT_FLAGS_1` (Solaris linker guide; glibc's elf.h).
        public static let flags1 = Tag(rawValue: 0x6FFF_FFFB)
        /// The versions that this file defines, `DT_VERDEF`.
        public static let versionDefinitions = Tag(rawValue: 0x6FFF_FFFC)
        /// How many, `DT_VERDEFNUM`.
        public static let versionDefinitionCount = Tag(rawValue: 0x6FFF_FFFD)
        /// The versions that this file needs, `DT_VERNEED`.
        public static let versionNeeds = Tag(rawValue: 0x6FFF_FFFE)
        /// How many, `DT_VERNEEDNUM`.
        public static let versionNeedCount = Tag(rawValue: 0x6FFF_FFFF)
        /// A library that may stand in for this one, `DT_AUXILIARY`.
        public static let auxiliary = Tag(rawValue: 0x7FFF_FFFD)
        /// A library that does this one's work, `DT_FILTER`.
        public static let filter = Tag(rawValue: 0x7FFF_FFFF)
    }

    /// What it says, `d_tag`.
    public var tag: Tag
    /// A number, an address or an offset into the strings, by tag, `d_val`.
    public var value: UInt64

    /// `DF_1_NODEFLIB` of `DT_FLAGS_1`: do not look in default directories.
    static let noDefaultLibraries: UInt64 = 0x800
    /// `DF_1_PIE` of `DT_FLAGS_1`: a position-independent program.
    static let positionIndependentProgram: UInt64 = 0x0800_0000

    /// Reads an entry; nil when the bytes end before it does.
    @inline(__always)
    init?(_ bytes: borrowing RawSpan, at start: Int, _ fields: FieldReader) {
        guard let tag = fields.address(bytes, start), let value = fields.address(bytes, start + fields.addressSize)
        else { return nil }
        self.tag = Tag(rawValue: tag)
        self.value = value
    }
}
