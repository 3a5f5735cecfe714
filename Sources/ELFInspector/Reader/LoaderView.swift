/// What a loader looks at in an ELF file, as offsets: the part that the resolver reads of every file.
struct LoaderView {
    /// A library that is asked for, and how.
    struct Need {
        var tag: ELFDynamicEntry.Tag
        var nameOffset: UInt64
    }

    var header: ELFHeader
    /// Where the name of the loader is, and how long with its NUL.
    var interpreter: (offset: UInt64, size: UInt64)?
    /// Where the dynamic section is, and how long.
    var dynamic: (offset: UInt64, size: UInt64)?
    /// Where the strings of the dynamic section are in the file.
    var strings: UInt64?
    var soname: UInt64?
    var rpath: UInt64?
    var runpath: UInt64?
    var flags1: UInt64 = 0

    /// Reads the header, the program headers and the dynamic section.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - head: A window for the start of the file.
    ///   - body: A window for the dynamic section.
    ///   - needs: Receives the needs in their order.
    /// - Throws: ``ELFError`` with the byte offset.
    init(
        _ source: any RandomAccessBytes, head: inout ByteWindow, body: inout ByteWindow, needs: inout [Need]
    ) throws(ELFError) {
        let size = Int(clamping: min(source.byteCount, UInt64(ELFHeader.maximumSize)))
        _ = try head.require(size, at: 0, of: source, "header")
        header = try ELFHeader(parsing: head.bytes.extracting(0..<head.count))
        guard header.segmentCount > 0 else { return }
        let table = try SegmentTable(source, header, &head)
        var dynamicAddress: UInt64 = 0
        for index in 0..<table.count {
            switch try table.kind(index, source, &head) {
            case .interpreter where interpreter == nil:
                let segment = try table.segment(index, source, &head)
                interpreter = (segment.offset, segment.fileSize)
            case .dynamic:
                let segment = try table.segment(index, source, &head)
                dynamic = (segment.offset, segment.fileSize)
                dynamicAddress = segment.virtualAddress
            default: break
            }
        }
        guard let found = dynamic else { return }
        // The loader finds the section by its address in memory.
        let offset = try table.fileOffset(of: dynamicAddress, source, &head) ?? found.offset
        dynamic = (offset, found.size)
        guard let address = try readDynamic(offset, found.size, source, &body, &needs) else { return }
        strings = try table.fileOffset(of: address, source, &head)
        let wantsStrings = soname != nil || rpath != nil || runpath != nil || !needs.isEmpty
        guard strings != nil || !wantsStrings else {
            throw ELFError(
                .invalidTable, "The strings of the dynamic section are in no loaded segment.", offset: offset)
        }
    }

    /// Walks the entries; returns the address of the strings.
    private mutating func readDynamic(
        _ offset: UInt64, _ size: UInt64, _ source: any RandomAccessBytes,
        _ body: inout ByteWindow, _ needs: inout [Need]
    ) throws(ELFError) -> UInt64? {
        let fields = header.fields
        let entrySize = fields.addressSize * 2
        var strings: UInt64?
        var position: UInt64 = 0
        while size - position >= UInt64(entrySize) {
            let (place, overflow) = offset.addingReportingOverflow(position)
            guard !overflow else {
                throw ELFError(.invalidTable, "The dynamic section lies outside the file.", offset: offset)
            }
            // All entries that are in memory are read in one go.
            var index = try body.require(entrySize, at: place, of: source, "dynamic section")
            let end = index + Int(clamping: min(UInt64(body.count - index), size - position))
            while end - index >= entrySize {
                guard let entry = ELFDynamicEntry(body.bytes, at: index, fields), entry.tag != .end else {
                    return strings
                }
                switch entry.tag {
                case .needed, .auxiliary, .filter: needs.append(Need(tag: entry.tag, nameOffset: entry.value))
                case .stringTable: strings = entry.value
                case .soname: soname = entry.value
                case .rpath: rpath = entry.value
                case .runpath: runpath = entry.value
                case .flags1: flags1 = entry.value
                default: break
                }
                index += entrySize
                position += UInt64(entrySize)
            }
        }
        return strings
    }

    /// Where in the file a string of the dynamic section begins.
    func stringOffset(_ value: UInt64) throws(ELFError) -> UInt64 {
        guard let strings else {
            throw ELFError(.invalidTable, "The dynamic section has no strings.", offset: dynamic?.offset)
        }
        let (offset, overflow) = strings.addingReportingOverflow(value)
        guard !overflow else {
            throw ELFError(.invalidTable, "A string of the dynamic section lies outside the file.", offset: strings)
        }
        return offset
    }
}
