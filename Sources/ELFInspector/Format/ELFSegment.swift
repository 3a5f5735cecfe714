/// A program header: a part of the file that the loader looks at (System V gABI, "Program Header").
public struct ELFSegment: Sendable, Hashable {
    /// What a segment is for: `p_type`.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        /// The number in the file.
        public let rawValue: UInt32

        /// Takes any number; unknown ones are kept.
        ///
        /// - Parameter rawValue: The value of `p_type`.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Is mapped into memory, `PT_LOAD`.
        public static let load = Kind(rawValue: 1)
        /// Holds the dynamic section, `PT_DYNAMIC`.
        public static let dynamic = Kind(rawValue: 2)
        /// Names the loader, `PT_INTERP`.
        public static let interpreter = Kind(rawValue: 3)
        /// Holds notes, `PT_NOTE`.
        public static let note = Kind(rawValue: 4)
        /// Is the table of program headers itself, `PT_PHDR`.
        public static let segmentTable = Kind(rawValue: 6)
        /// Is the template of thread-local storage, `PT_TLS`.
        public static let threadLocalStorage = Kind(rawValue: 7)
    }

    /// What it is for, `p_type`.
    public var kind: Kind
    /// Bits: 1 execute, 2 write, 4 read, `p_flags`.
    public var flags: UInt32
    /// Where it begins in the file, in bytes, `p_offset`.
    public var offset: UInt64
    /// Where it goes in memory, `p_vaddr`.
    public var virtualAddress: UInt64
    /// How long it is in the file, in bytes, `p_filesz`.
    public var fileSize: UInt64
    /// How long it is in memory, in bytes, `p_memsz`.
    public var memorySize: UInt64
    /// What its address is a multiple of, `p_align`.
    public var alignment: UInt64

    /// Reads an entry; nil when the bytes end before it does.
    init?(_ bytes: borrowing RawSpan, at start: Int, _ fields: FieldReader) {
        let wide = fields.is64
        guard let kind = fields.word(bytes, start), let flags = fields.word(bytes, start + (wide ? 4 : 24)),
            let offset = fields.address(bytes, start + (wide ? 8 : 4)),
            let address = fields.address(bytes, start + (wide ? 16 : 8)),
            let fileSize = fields.address(bytes, start + (wide ? 32 : 16)),
            let memorySize = fields.address(bytes, start + (wide ? 40 : 20)),
            let alignment = fields.address(bytes, start + (wide ? 48 : 28))
        else { return nil }
        self.kind = Kind(rawValue: kind)
        self.flags = flags
        self.offset = offset
        virtualAddress = address
        self.fileSize = fileSize
        self.memorySize = memorySize
        self.alignment = alignment
    }

    /// The size of an entry, in bytes.
    static func entrySize(_ fields: FieldReader) -> Int { fields.is64 ? 56 : 32 }

    /// Where in the file an address is stored; nil when it is not in this segment.
    func fileOffset(of address: UInt64) -> UInt64? {
        guard kind == .load, address >= virtualAddress, address - virtualAddress < fileSize else { return nil }
        let (sum, overflow) = offset.addingReportingOverflow(address - virtualAddress)
        return overflow ? nil : sum
    }
}
