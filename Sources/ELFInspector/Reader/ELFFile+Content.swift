extension ELFFile {
    /// The largest table that is read into memory, in bytes.
    static let largestTable: UInt64 = 1 << 28

    /// Reads a part of the file; nothing is allocated that the file does not hold.
    func content(_ offset: UInt64, _ size: UInt64, _ what: StaticString) throws(ELFError) -> [UInt8] {
        let (end, overflow) = offset.addingReportingOverflow(size)
        guard !overflow, end <= source.byteCount else {
            throw ELFError(
                .truncated, "The file ends before the \(what) does; it is cut off or damaged.", offset: offset)
        }
        guard size <= Self.largestTable else {
            throw ELFError(.invalidTable, "The \(what) has \(size) bytes, more than is believed.", offset: offset)
        }
        guard size > 0 else { return [] }
        // In pieces: a sparse file may claim to be long and hold nothing.
        var result: [UInt8] = []
        var window = ByteWindow(pageSize: Int(min(size, 1 << 16)))
        while UInt64(result.count) < size {
            let length = Int(min(1 << 16, size - UInt64(result.count)))
            let start = try window.require(length, at: offset + UInt64(result.count), of: source, what)
            result += window.bytes.copy(start..<start + length)
        }
        return result
    }

    /// Where in the file an address is stored; nil when no loaded segment has it.
    func fileOffset(of address: UInt64) -> UInt64? {
        for segment in segments {
            if let offset = segment.fileOffset(of: address) { return offset }
        }
        return nil
    }

    /// The last value of a tag in the dynamic section; nil when it is not there.
    func dynamicValue(_ tag: ELFDynamicEntry.Tag) -> UInt64? {
        dynamicEntries.last { $0.tag == tag }?.value
    }
}

/// A reader of strings of the dynamic section, or of another table.
struct StringReader {
    private let source: any RandomAccessBytes
    private let base: UInt64
    private var window = ByteWindow(pageSize: 4096)

    init(_ source: any RandomAccessBytes, at base: UInt64) {
        self.source = source
        self.base = base
    }

    /// Reads the string at an offset into the table.
    mutating func string(_ offset: UInt32) throws(ELFError) -> String {
        let (place, overflow) = base.addingReportingOverflow(UInt64(offset))
        guard !overflow else {
            throw ELFError(.invalidTable, "A string lies outside the file.", offset: base)
        }
        let range = try window.requireString(at: place, of: source, "name")
        return String(decoding: window.bytes.copy(range), as: UTF8.self)
    }
}
