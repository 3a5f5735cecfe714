/// The program headers of a file, read entry by entry.
struct SegmentTable {
    let count: Int
    private let offset: UInt64
    private let fields: FieldReader
    private let entrySize: Int

    /// Checks that the table lies in the file.
    ///
    /// - Throws: ``ELFError`` with the byte offset.
    init(_ source: any RandomAccessBytes, _ header: ELFHeader, _ head: inout ByteWindow) throws(ELFError) {
        fields = header.fields
        offset = header.segmentTableOffset
        entrySize = ELFSegment.entrySize(fields)
        guard header.segmentCount == 0 || Int(header.segmentEntrySize) == entrySize else {
            throw ELFError(
                .invalidHeader, "Program headers of \(header.segmentEntrySize) bytes instead of \(entrySize).",
                offset: fields.is64 ? 54 : 42)
        }
        var count = Int(header.segmentCount)
        if count == 0xFFFF, header.sectionTableOffset != 0 {
            // PN_XNUM: the first section header holds the number (System V gABI, "ELF Header").
            let size = ELFSection.entrySize(fields)
            let index = try head.require(size, at: header.sectionTableOffset, of: source, "first section header")
            count = ELFSection(head.bytes, at: index, fields).map { Int($0.info) } ?? count
        }
        let (end, overflow) = offset.addingReportingOverflow(UInt64(count) * UInt64(entrySize))
        guard !overflow, end <= source.byteCount else {
            throw ELFError(.truncated, "The file ends before its \(count) program headers do.", offset: offset)
        }
        self.count = count
    }

    /// Reads one entry.
    func segment(
        _ index: Int, _ source: any RandomAccessBytes, _ head: inout ByteWindow
    ) throws(ELFError) -> ELFSegment {
        let place = offset + UInt64(index) * UInt64(entrySize)
        let start = try head.require(entrySize, at: place, of: source, "table of program headers")
        guard let segment = ELFSegment(head.bytes, at: start, fields) else {
            throw ELFError(.truncated, "The file ends inside a program header.", offset: place)
        }
        return segment
    }

    /// Reads only the kind of an entry, `p_type`.
    func kind(
        _ index: Int, _ source: any RandomAccessBytes, _ head: inout ByteWindow
    ) throws(ELFError) -> ELFSegment.Kind {
        let place = offset + UInt64(index) * UInt64(entrySize)
        let start = try head.require(entrySize, at: place, of: source, "table of program headers")
        return ELFSegment.Kind(rawValue: fields.word(head.bytes, start) ?? 0)
    }

    /// Where in the file an address is stored; nil when no loaded segment has it.
    func fileOffset(
        of address: UInt64, _ source: any RandomAccessBytes, _ head: inout ByteWindow
    ) throws(ELFError) -> UInt64? {
        for index in 0..<count {
            let place = offset + UInt64(index) * UInt64(entrySize)
            let start = try head.require(entrySize, at: place, of: source, "table of program headers")
            guard fields.word(head.bytes, start) == ELFSegment.Kind.load.rawValue,
                let first = fields.address(head.bytes, start + (fields.is64 ? 16 : 8)), address >= first,
                let size = fields.address(head.bytes, start + (fields.is64 ? 32 : 16)), address - first < size,
                let base = fields.address(head.bytes, start + (fields.is64 ? 8 : 4))
            else { continue }
            let (sum, overflow) = base.addingReportingOverflow(address - first)
            if !overflow { return sum }
        }
        return nil
    }
}
