/// A section header: a named part of the file, for linkers and debuggers (System V gABI, "Sections").
public struct ELFSection: Sendable, Hashable {
    /// The name; empty when it lies outside the table of names.
    public var name: String
    /// What it holds, `sh_type`; 2 symbols, 3 strings, 6 dynamic section, 7 notes, 8 nothing in the file, 11 dynamic
    /// symbols.
    public var type: UInt32
    /// Bits: 1 write, 2 allocated in memory, 4 instructions, `sh_flags`.
    public var flags: UInt64
    /// Where it goes in memory, `sh_addr`.
    public var virtualAddress: UInt64
    /// Where it begins in the file, in bytes, `sh_offset`.
    public var offset: UInt64
    /// How long it is, in bytes, `sh_size`.
    public var size: UInt64
    /// The section that this one refers to, `sh_link`.
    public var link: UInt32
    /// More, by type, `sh_info`.
    public var info: UInt32
    /// The size of an entry, in bytes, `sh_entsize`; 0 when it is no table.
    public var entrySize: UInt64

    /// Where the name begins in the table of names, `sh_name`.
    var nameOffset: UInt32

    /// Whether the file holds bytes of it: not so for `SHT_NOBITS` (8) and `SHT_NULL` (0).
    var hasContent: Bool { type != 8 && type != 0 }

    /// Reads an entry; nil when the bytes end before it does.
    init?(_ bytes: borrowing RawSpan, at start: Int, _ fields: FieldReader) {
        let wide = fields.is64
        guard let nameOffset = fields.word(bytes, start), let type = fields.word(bytes, start + 4),
            let flags = fields.address(bytes, start + 8), let address = fields.address(bytes, start + (wide ? 16 : 12)),
            let offset = fields.address(bytes, start + (wide ? 24 : 16)),
            let size = fields.address(bytes, start + (wide ? 32 : 20)),
            let link = fields.word(bytes, start + (wide ? 40 : 24)),
            let info = fields.word(bytes, start + (wide ? 44 : 28)),
            let entrySize = fields.address(bytes, start + (wide ? 56 : 36))
        else { return nil }
        name = ""
        self.nameOffset = nameOffset
        self.type = type
        self.flags = flags
        virtualAddress = address
        self.offset = offset
        self.size = size
        self.link = link
        self.info = info
        self.entrySize = entrySize
    }

    /// The size of an entry, in bytes.
    static func entrySize(_ fields: FieldReader) -> Int { fields.is64 ? 64 : 40 }
}
