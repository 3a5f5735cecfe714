extension ELFFile {
    /// The largest part with notes that is read, in bytes.
    private static let largestNotes: UInt64 = 1 << 24

    /// Reads the notes: of the segments, or of the sections where there are no segments.
    ///
    /// - Returns: The notes in the order of the file.
    /// - Throws: ``ELFError`` with the byte offset.
    public func notes() throws(ELFError) -> [ELFNote] {
        var parts = segments.filter { $0.kind == .note }.map { ($0.offset, $0.fileSize, $0.alignment) }
        if parts.isEmpty, segments.isEmpty {
            parts = try sections().filter { $0.type == 7 }.map { ($0.offset, $0.size, 4) }
        }
        var result: [ELFNote] = []
        for (offset, size, alignment) in parts {
            guard size <= Self.largestNotes else {
                throw ELFError(.invalidTable, "Notes of \(size) bytes are more than is believed.", offset: offset)
            }
            let bytes = try content(offset, size, "notes")
            result += try notes(bytes, at: offset, alignment: alignment == 8 ? 8 : 4)
        }
        return result
    }

    /// The build id as hexadecimal digits; nil when the file has none or its notes are damaged.
    public var buildID: String? {
        (try? notes())?.lazy.compactMap(\.buildID).first
    }

    /// The oldest system that the program runs on; nil when the file does not say.
    public var abiTag: ELFABITag? {
        guard let note = (try? notes())?.first(where: { $0.owner == "GNU" && $0.type == 1 }), note.content.count >= 16
        else { return nil }
        let words = (0..<4).map { unsafe header.fields.word(note.content.span.bytes, $0 * 4) ?? 0 }
        return ELFABITag(system: words[0], version: Array(words[1...]))
    }

    private func notes(_ bytes: [UInt8], at base: UInt64, alignment: Int) throws(ELFError) -> [ELFNote] {
        let fields = header.fields
        var result: [ELFNote] = []
        var start = 0
        func aligned(_ value: Int) -> Int { (value + alignment - 1) / alignment * alignment }
        while bytes.count - start >= 12 {
            let span = unsafe bytes.span.bytes
            guard let nameSize = fields.word(span, start), let size = fields.word(span, start + 4),
                let type = fields.word(span, start + 8)
            else { break }
            let content = start + 12 + (alignment == 8 ? aligned(12 + Int(nameSize)) - 12 : aligned(Int(nameSize)))
            guard content <= bytes.count, Int(size) <= bytes.count - content else {
                throw ELFError(.invalidTable, "A note is longer than its segment.", offset: base + UInt64(start))
            }
            let name = bytes[(start + 12)..<(start + 12 + Int(nameSize))].prefix { $0 != 0 }
            result.append(
                ELFNote(
                    owner: String(decoding: name, as: UTF8.self), type: type,
                    content: Array(bytes[content..<content + Int(size)])))
            start = aligned(content + Int(size))
        }
        return result
    }
}
