/// The header at the start of an ELF file (System V gABI, "ELF Header").
public struct ELFHeader: Sendable, Hashable {
    /// The width of addresses, `EI_CLASS`.
    public var elfClass: ELFClass
    /// The order of bytes, `EI_DATA`.
    public var byteOrder: ELFByteOrder
    /// The ABI of the operating system, `EI_OSABI`; 0 is System V, 3 is GNU/Linux.
    public var osABI: UInt8
    /// The version of that ABI, `EI_ABIVERSION`.
    public var abiVersion: UInt8
    /// What the file is, `e_type`.
    public var type: ELFObjectType
    /// The architecture, `e_machine`.
    public var machine: ELFMachine
    /// The address of the first instruction, `e_entry`.
    public var entryPoint: UInt64
    /// Bits that the architecture gives a meaning, `e_flags`.
    public var flags: UInt32
    /// Where the program headers begin, in bytes, `e_phoff`.
    public var segmentTableOffset: UInt64
    /// How many program headers there are, `e_phnum`.
    public var segmentCount: UInt32
    /// The size of a program header, in bytes, `e_phentsize`.
    public var segmentEntrySize: UInt16
    /// Where the section headers begin, in bytes, `e_shoff`; 0 when there are none.
    public var sectionTableOffset: UInt64
    /// How many section headers there are, `e_shnum`.
    public var sectionCount: UInt32
    /// The size of a section header, in bytes, `e_shentsize`.
    public var sectionEntrySize: UInt16
    /// The section that holds the names of sections, `e_shstrndx`.
    public var sectionNamesIndex: UInt32

    /// Whether the rest of the identification, `EI_PAD` and behind, is zero.
    var hasPlainPadding = true

    var fields: FieldReader { FieldReader(elfClass: elfClass, byteOrder: byteOrder) }

    /// The bytes that a header takes at most.
    static let maximumSize = 64

    /// Reads a header from the first bytes of a file.
    ///
    /// - Parameter bytes: The start of the file; 64 bytes are enough.
    /// - Throws: ``ELFError`` with the byte offset.
    public init(parsing bytes: borrowing RawSpan) throws(ELFError) {
        guard bytes.byte(0) == 0x7F, bytes.byte(1) == 0x45, bytes.byte(2) == 0x4C, bytes.byte(3) == 0x46 else {
            throw ELFError(.notELF, "The file is not ELF: it lacks the magic bytes 7F 45 4C 46.", offset: 0)
        }
        guard let classByte = bytes.byte(4), let orderByte = bytes.byte(5), bytes.byteCount >= 16 else {
            throw ELFError(.truncated, "The file ends inside its identification.", offset: UInt64(bytes.byteCount))
        }
        guard let elfClass = ELFClass(rawValue: classByte) else {
            throw ELFError(.invalidHeader, "The class \(classByte) is neither 32-bit (1) nor 64-bit (2).", offset: 4)
        }
        guard let byteOrder = ELFByteOrder(rawValue: orderByte) else {
            throw ELFError(.invalidHeader, "The byte order \(orderByte) is neither little (1) nor big (2).", offset: 5)
        }
        let fields = FieldReader(elfClass: elfClass, byteOrder: byteOrder)
        let wide = fields.is64
        guard let type = fields.half(bytes, 16), let machine = fields.half(bytes, 18),
            let version = fields.word(bytes, 20),
            let entry = fields.address(bytes, 24), let segments = fields.address(bytes, wide ? 32 : 28),
            let sections = fields.address(bytes, wide ? 40 : 32), let flags = fields.word(bytes, wide ? 48 : 36),
            let segmentSize = fields.half(bytes, wide ? 54 : 42), let segmentCount = fields.half(bytes, wide ? 56 : 44),
            let sectionSize = fields.half(bytes, wide ? 58 : 46), let sectionCount = fields.half(bytes, wide ? 60 : 48),
            let names = fields.half(bytes, wide ? 62 : 50)
        else {
            throw ELFError(.truncated, "The file ends inside its header.", offset: UInt64(bytes.byteCount))
        }
        guard bytes.byte(6) == 1, version == 1 else {
            throw ELFError(.invalidHeader, "The version is not 1, the only one.", offset: bytes.byte(6) == 1 ? 20 : 6)
        }
        self.elfClass = elfClass
        self.byteOrder = byteOrder
        osABI = bytes.byte(7) ?? 0
        abiVersion = bytes.byte(8) ?? 0
        for index in 9..<16 where bytes.byte(index) != 0 { hasPlainPadding = false }
        self.type = ELFObjectType(rawValue: type)
        self.machine = ELFMachine(rawValue: machine)
        entryPoint = entry
        self.flags = flags
        segmentTableOffset = segments
        self.segmentCount = UInt32(segmentCount)
        segmentEntrySize = segmentSize
        sectionTableOffset = sections
        self.sectionCount = UInt32(sectionCount)
        sectionEntrySize = sectionSize
        sectionNamesIndex = UInt32(names)
    }
}
