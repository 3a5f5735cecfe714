extension ELFFile {
    /// The most sections that are believed.
    private static let mostSections = 1 << 20

    /// Reads the section headers; a file for a loader need not have any.
    ///
    /// - Returns: The sections in the order of the file, with their names.
    /// - Throws: ``ELFError`` with the byte offset.
    public func sections() throws(ELFError) -> [ELFSection] {
        guard header.sectionTableOffset != 0 else { return [] }
        let fields = header.fields
        let entrySize = ELFSection.entrySize(fields)
        guard Int(header.sectionEntrySize) == entrySize else {
            throw ELFError(
                .invalidHeader, "Section headers of \(header.sectionEntrySize) bytes instead of \(entrySize).",
                offset: fields.is64 ? 58 : 46)
        }
        var window = ByteWindow(pageSize: 4096)
        func entry(_ index: Int) throws(ELFError) -> ELFSection {
            let (place, overflow) = header.sectionTableOffset.addingReportingOverflow(UInt64(index * entrySize))
            let start = overflow ? nil : try window.require(entrySize, at: place, of: source, "table of sections")
            guard let start, let section = ELFSection(window.bytes, at: start, fields) else {
                throw ELFError(
                    .truncated, "The table of sections lies outside the file.", offset: header.sectionTableOffset)
            }
            return section
        }
        // Large numbers stand in the first section header (System V gABI, "ELF Header").
        let first = try entry(0)
        let count = header.sectionCount == 0 ? Int(clamping: first.size) : Int(header.sectionCount)
        let namesIndex = header.sectionNamesIndex == 0xFFFF ? Int(first.link) : Int(header.sectionNamesIndex)
        guard count <= Self.mostSections else {
            throw ELFError(
                .invalidTable, "\(count) sections are more than is believed.", offset: header.sectionTableOffset)
        }
        var sections: [ELFSection] = []
        for index in 0..<count { sections.append(try entry(index)) }
        guard namesIndex > 0, namesIndex < sections.count, sections[namesIndex].hasContent else { return sections }
        let table = sections[namesIndex]
        let names = try content(table.offset, table.size, "names of sections")
        for index in sections.indices {
            let start = Int(sections[index].nameOffset)
            let range = unsafe names.span.bytes.terminatedString(at: start)
            sections[index].name = range.map { String(decoding: names[$0], as: UTF8.self) } ?? ""
        }
        return sections
    }

    /// Reads what a section holds.
    ///
    /// - Parameter section: A section of this file.
    /// - Returns: Its bytes; none when the file holds none.
    /// - Throws: ``ELFError`` when it lies outside the file.
    public func content(of section: ELFSection) throws(ELFError) -> [UInt8] {
        section.hasContent ? try content(section.offset, section.size, "section") : []
    }
}
