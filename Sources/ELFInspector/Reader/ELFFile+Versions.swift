extension ELFFile {
    /// The most versions of one file that are believed.
    private static let mostVersions = 1 << 16

    /// Reads the versions of symbols that the file needs, `DT_VERNEED`.
    ///
    /// - Returns: One entry for each library; empty when it needs none.
    /// - Throws: ``ELFError`` with the byte offset.
    public func versionNeeds() throws(ELFError) -> [ELFVersionNeed] {
        guard let (offset, strings) = versionTable(.versionNeeds) else { return [] }
        var table = VersionTable(source, header.fields, strings)
        var result: [ELFVersionNeed] = []
        var total = 0
        var place = offset
        for _ in 0..<(dynamicValue(.versionNeedCount) ?? 0) {
            let entry = try table.entry(place, size: 16)
            var need = ELFVersionNeed(library: try table.strings.string(entry.word(4)), versions: [])
            var next = place + UInt64(entry.word(8))
            for _ in 0..<entry.half(2) {
                let version = try table.entry(next, size: 16)
                need.versions.append(
                    ELFVersionNeed.Version(
                        name: try table.strings.string(version.word(8)), hash: version.word(0), index: version.half(6),
                        isWeak: version.half(4) & 2 != 0))
                try count(&total, at: next)
                guard version.word(12) != 0 else { break }
                next += UInt64(version.word(12))
            }
            result.append(need)
            try count(&total, at: place)
            guard entry.word(12) != 0 else { break }
            place += UInt64(entry.word(12))
        }
        return result
    }

    /// Reads the versions of symbols that the file defines, `DT_VERDEF`.
    ///
    /// - Returns: The versions in the order of the file; empty when it defines none.
    /// - Throws: ``ELFError`` with the byte offset.
    public func versionDefinitions() throws(ELFError) -> [ELFVersionDefinition] {
        guard let (offset, strings) = versionTable(.versionDefinitions) else { return [] }
        var table = VersionTable(source, header.fields, strings)
        var result: [ELFVersionDefinition] = []
        var total = 0
        var place = offset
        for _ in 0..<(dynamicValue(.versionDefinitionCount) ?? 0) {
            let entry = try table.entry(place, size: 20)
            var definition = ELFVersionDefinition(
                names: [], hash: entry.word(8), index: entry.half(4), isBase: entry.half(2) & 1 != 0)
            var next = place + UInt64(entry.word(12))
            for _ in 0..<entry.half(6) {
                let name = try table.entry(next, size: 8)
                definition.names.append(try table.strings.string(name.word(0)))
                try count(&total, at: next)
                guard name.word(4) != 0 else { break }
                next += UInt64(name.word(4))
            }
            result.append(definition)
            try count(&total, at: place)
            guard entry.word(16) != 0 else { break }
            place += UInt64(entry.word(16))
        }
        return result
    }

    private func versionTable(_ tag: ELFDynamicEntry.Tag) -> (offset: UInt64, strings: UInt64)? {
        guard let address = dynamicValue(tag), let offset = fileOffset(of: address), let strings = stringsOffset
        else { return nil }
        return (offset, strings)
    }

    /// Entries may overlap, so that few bytes make many: the number is bounded.
    private func count(_ total: inout Int, at place: UInt64) throws(ELFError) {
        total += 1
        guard total <= Self.mostVersions else {
            throw ELFError(.invalidTable, "More versions of symbols than are believed.", offset: place)
        }
    }
}

/// The entries of a table of versions, whose order is by offsets from one to the next.
private struct VersionTable {
    struct Entry {
        let bytes: [UInt8]
        let fields: FieldReader

        func half(_ offset: Int) -> UInt16 { unsafe fields.half(bytes.span.bytes, offset) ?? 0 }
        func word(_ offset: Int) -> UInt32 { unsafe fields.word(bytes.span.bytes, offset) ?? 0 }
    }

    let source: any RandomAccessBytes
    let fields: FieldReader
    var strings: StringReader
    private var window = ByteWindow(pageSize: 4096)

    init(_ source: any RandomAccessBytes, _ fields: FieldReader, _ strings: UInt64) {
        self.source = source
        self.fields = fields
        self.strings = StringReader(source, at: strings)
    }

    mutating func entry(_ place: UInt64, size: Int) throws(ELFError) -> Entry {
        let start = try window.require(size, at: place, of: source, "table of versions")
        return Entry(bytes: window.bytes.copy(start..<start + size), fields: fields)
    }
}
