import TarArchive

/// Reads any bytes as a tar, in pieces of two sizes that must give the same. What can be read and written must be the
/// same when it is read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = index(bytes, piece: max(bytes.count, 1))
    let inPieces = index(bytes, piece: 61)
    guard whole?.map(\.path) == inPieces?.map(\.path), whole == inPieces else {
        fatalError("the pieces change what is read")
    }
    for entry in whole ?? [] {
        guard let path = try? entry.canonicalPath() else { continue }
        guard
            !path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).contains(Array("..".utf8)[...])
        else {
            fatalError("a name leads out of the root")
        }
    }
    roundTrip(whole ?? [])
    return 0
}

private func index(_ bytes: [UInt8], piece: Int) -> [TarEntry]? {
    var indexer = TarIndexer()
    var place = 0
    do {
        while place < bytes.count {
            let end = min(place + piece, bytes.count)
            try indexer.consume(bytes[place..<end].span)
            place = end
        }
        return try indexer.finish().entries
    } catch {
        return nil
    }
}

private func roundTrip(_ entries: [TarEntry]) {
    for var entry in entries {
        entry.contentOffset = 0
        // The header is what is of interest; content of any length would only cost time.
        entry.size = min(entry.size, 3)
        guard var archive = try? TarWriter<[UInt8]>.header(of: entry) else { continue }
        if entry.size > 0 { archive += [UInt8](repeating: 7, count: 512) }
        archive += [UInt8](repeating: 0, count: 1024)
        guard var again = index(archive, piece: 4096)?.first else { fatalError("what was written cannot be read") }
        again.contentOffset = 0
        let (old, new) = (sorted(entry), sorted(again))
        guard old == new else { fatalError("what was read again is not what was written: \(old) \(new)") }
    }
}

/// The entry as the writer has it: attributes by name.
private func sorted(_ entry: TarEntry) -> TarEntry {
    var entry = entry
    entry.extendedAttributes.sort { $0.name.lexicographicallyPrecedes($1.name) }
    entry.extendedAttributes.removeAll { $0.value.isEmpty }
    return entry
}
