/// Makes the header blocks of an entry.
enum TarHeaderEncoder {
    /// The blocks of an entry: a pax header when a field does not fit, then the ustar header.
    static func encode(_ entry: TarEntry, offset: UInt64) throws(TarError) -> [UInt8] {
        try check(entry, offset: offset)
        var records = PaxRecords()
        var block = UstarBlock()
        if let split = splitName(entry.path) {
            block.put(split.name, at: 0)
            block.put(split.prefix, at: 345)
        } else {
            records.add("path", entry.path)
            block.put(entry.path.suffix(100), at: 0)
        }
        block.putOctal(UInt64(entry.mode & 0o7777), at: 100, digits: 7)
        block.putOctal(UInt64(entry.owner), at: 108, digits: 7) { records.add("uid", $0) }
        block.putOctal(UInt64(entry.group), at: 116, digits: 7) { records.add("gid", $0) }
        let size = entry.kind == .regular ? entry.size : 0
        block.putOctal(size, at: 124, digits: 11) { records.add("size", $0) }
        putTime(entry, &block, &records)
        block.put([flag(entry.kind)], at: 156)
        if entry.linkTarget.count <= 100 {
            block.put(entry.linkTarget[...], at: 157)
        } else {
            records.add("linkpath", entry.linkTarget)
            block.put(entry.linkTarget.suffix(100), at: 157)
        }
        if entry.kind == .characterDevice || entry.kind == .blockDevice {
            block.putOctal(UInt64(entry.deviceMajor), at: 329, digits: 7)
            block.putOctal(UInt64(entry.deviceMinor), at: 337, digits: 7)
        }
        let attributes = entry.extendedAttributes.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        for attribute in attributes { records.add(Array("SCHILY.xattr.".utf8) + attribute.name, attribute.value) }
        return records.isEmpty ? block.finish() : header(for: records) + block.finish()
    }

    private static func check(_ entry: TarEntry, offset: UInt64) throws(TarError) {
        func refuse(_ message: String) -> TarError { TarError(.unwritable, offset: offset, name: entry.path, message) }
        guard !entry.path.isEmpty, !entry.path.contains(0), !entry.linkTarget.contains(0) else {
            throw refuse("a name is empty or holds a zero byte")
        }
        guard entry.modificationNanoseconds < 1_000_000_000 else { throw refuse("its time has too many nanoseconds") }
        guard entry.deviceMajor < 1 << 21, entry.deviceMinor < 1 << 21 else {
            throw refuse("a device number above 2,097,151 does not fit into a tar")
        }
        guard entry.extendedAttributes.allSatisfy({ !$0.name.isEmpty && !$0.name.contains(UInt8(ascii: "=")) }) else {
            throw refuse("the name of an extended attribute is empty or holds '='")
        }
    }

    /// Splits a name into prefix and name of the ustar header; nil when it does not fit (POSIX, pax, "ustar").
    private static func splitName(_ path: [UInt8]) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
        if path.count <= 100 { return ([], path[...]) }
        guard path.count <= 256 else { return nil }
        // The first slash that leaves at most 100 bytes after it, so that the result is the same for everyone.
        let earliest = path.count - 101
        guard let slash = path[earliest...].firstIndex(of: UInt8(ascii: "/")), slash <= 155, slash > 0,
            slash < path.count - 1
        else { return nil }
        return (path[..<slash], path[(slash + 1)...])
    }

    private static func putTime(_ entry: TarEntry, _ block: inout UstarBlock, _ records: inout PaxRecords) {
        let seconds = entry.modificationTime
        let nanoseconds = entry.modificationNanoseconds
        let fits = seconds >= 0 && seconds < 1 << 33
        block.putOctal(fits ? UInt64(seconds) : 0, at: 136, digits: 11)
        guard !fits || nanoseconds > 0 else { return }
        guard nanoseconds > 0 else { return records.add("mtime", "\(seconds)") }
        let isNegative = seconds < 0
        let whole = isNegative ? "-\(-(seconds + 1))" : "\(seconds)"
        let fraction = String(isNegative ? 1_000_000_000 - nanoseconds : nanoseconds)
        records.add("mtime", "\(whole).\(String(repeating: "0", count: 9 - fraction.count))\(fraction)")
    }

    private static func flag(_ kind: TarEntry.Kind) -> UInt8 {
        switch kind {
        case .regular: UInt8(ascii: "0")
        case .hardLink: UInt8(ascii: "1")
        case .symbolicLink: UInt8(ascii: "2")
        case .characterDevice: UInt8(ascii: "3")
        case .blockDevice: UInt8(ascii: "4")
        case .directory: UInt8(ascii: "5")
        case .fifo: UInt8(ascii: "6")
        }
    }

    private static func header(for records: PaxRecords) -> [UInt8] {
        var block = UstarBlock()
        block.put(Array("././@PaxHeader".utf8)[...], at: 0)
        block.putOctal(0o644, at: 100, digits: 7)
        block.putOctal(0, at: 108, digits: 7)
        block.putOctal(0, at: 116, digits: 7)
        block.putOctal(UInt64(records.bytes.count), at: 124, digits: 11)
        block.putOctal(0, at: 136, digits: 11)
        block.put([UInt8(ascii: "x")], at: 156)
        let padding = Int(TarHeader.padding(after: UInt64(records.bytes.count)))
        return block.finish() + records.bytes + [UInt8](repeating: 0, count: padding)
    }
}
