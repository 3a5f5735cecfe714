public import SystemPackage

extension CpioIndex {
    /// Reads all data of files in the crc format, and compares it with the sums in their headers.
    ///
    /// - Throws: ``CpioError`` with the code ``CpioError/Code/checksumMismatch`` for the first that differs.
    public func checkSums() throws(CpioError) {
        guard records.contains(where: { $0.format == .crc }) else { return }
        let buffer = WriteBuffer(capacity: 1 << 18)
        for record in records where record.format == .crc {
            var (sum, offset): (UInt32, UInt64) = (0, 0)
            while offset < record.size {
                let part = min(record.size - offset, UInt64(buffer.capacity))
                try buffer.replace(from: file, at: record.dataOffset + offset, wanted: Int(part))
                sum &+= buffer.sum(from: 0)
                offset += part
            }
            try record.check(sum: sum)
        }
    }

    /// The entries as a writer takes them. Their data stays in the archive. Each name of a file with
    /// several has the data, wherever in the archive it is. Sums of the crc format are checked before.
    ///
    /// - Parameter isIncluded: Which entries to give.
    /// - Returns: The entries, in the order of the archive.
    /// - Throws: ``CpioError`` when the mode of an entry names no kind of file, its name is not acceptable, or the sum
    ///   of its data is another than its header says.
    public func entries(where isIncluded: (CpioRecord) -> Bool = { _ in true }) throws(CpioError) -> [CpioEntry] {
        try checkSums()
        let groups = linkGroups
        let included = records.filter(isIncluded)
        var counts: [LinkKey: UInt32] = [:]
        for record in included { if let key = LinkKey(record) { counts[key, default: 0] += 1 } }
        var result: [CpioEntry] = []
        result.reserveCapacity(included.count)
        for record in included {
            let kind = try record.knownKind(in: nil)
            let path = try record.canonicalPath()
            var entry = CpioEntry(
                path: path.isEmpty ? [UInt8(ascii: ".")] : path, kind: kind, permissions: record.permissions,
                owner: record.owner, group: record.group, modificationTime: Int64(record.modificationTime),
                representedDevice: record.representedDevice)
            var holder = record
            if let key = LinkKey(record), let group = groups[key] {
                holder = group.holder
                entry.link = CpioLink(identifier: group.identifier, count: counts[key] ?? 1)
            }
            if kind.hasData, holder.size > 0 {
                entry.content = .part(file, offset: holder.dataOffset, length: holder.size)
            }
            result.append(entry)
        }
        return result
    }

    /// The files with several names: a number for each, and the record that has the data.
    private var linkGroups: [LinkKey: (identifier: UInt64, holder: CpioRecord)] {
        var groups: [LinkKey: (identifier: UInt64, holder: CpioRecord)] = [:]
        for record in records {
            guard let key = LinkKey(record) else { continue }
            guard let known = groups[key] else {
                groups[key] = (UInt64(groups.count), record)
                continue
            }
            if record.size > 0 { groups[key] = (known.identifier, record) }
        }
        return groups
    }

    /// Writes the archive anew: in another format, for another profile, with other names, or in part.
    ///
    /// - Parameters:
    ///   - path: The new archive; it may be the old one.
    ///   - options: How it is written. The default keeps the metadata.
    ///   - isIncluded: Which entries to keep.
    /// - Returns: What was written.
    /// - Throws: ``CpioError``.
    @discardableResult
    public func write(
        to path: FilePath, options: CpioOptions = CpioOptions(normalization: .keepMetadata),
        where isIncluded: (CpioRecord) -> Bool = { _ in true }
    ) throws(CpioError) -> CpioReport {
        let entries = try entries(where: isIncluded)
        var writer = try CpioWriter(to: path, options: options)
        for entry in entries { try writer.append(entry) }
        return try writer.finish()
    }
}
