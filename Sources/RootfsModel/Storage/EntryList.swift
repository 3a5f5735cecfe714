/// The names of a directory in the order of their bytes.
///
/// They stand in chunks, so that a name can be added anywhere in a directory of a million at little cost, and
/// a changed copy shares all chunks but one.
struct EntryList: Sendable {
    /// Where an entry is.
    struct Place: Sendable, Equatable {
        var chunk: Int
        var index: Int
    }

    private static let capacity = 64
    private(set) var chunks: [[DirectoryEntry]] = []

    var isEmpty: Bool { chunks.isEmpty }

    var count: Int { chunks.reduce(0) { $0 + $1.count } }

    subscript(place: Place) -> DirectoryEntry { chunks[place.chunk][place.index] }

    /// The place of the first entry; the end when there is none.
    var start: Place { Place(chunk: 0, index: 0) }

    /// Whether a place is behind the last entry.
    func isEnd(_ place: Place) -> Bool { place.chunk >= chunks.count }

    /// The place behind a place.
    func after(_ place: Place) -> Place {
        place.index + 1 < chunks[place.chunk].count
            ? Place(chunk: place.chunk, index: place.index + 1) : Place(chunk: place.chunk + 1, index: 0)
    }

    /// Looks for a name.
    ///
    /// - Returns: Where it is, or where it belongs, and whether it is there.
    func find(_ name: borrowing Span<UInt8>) -> (place: Place, isFound: Bool) {
        // The last chunk that begins with the name or one before it.
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            let first = chunks[middle][0].name
            if compareBytes(first.span, name) <= 0 { low = middle + 1 } else { high = middle }
        }
        let chunk = max(low - 1, 0)
        guard chunk < chunks.count else { return (Place(chunk: 0, index: 0), false) }
        low = 0
        high = chunks[chunk].count
        while low < high {
            let middle = (low + high) / 2
            let candidate = chunks[chunk][middle].name
            let order = compareBytes(candidate.span, name)
            if order == 0 { return (Place(chunk: chunk, index: middle), true) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return (Place(chunk: chunk, index: low), false)
    }

    /// The child of a name.
    func child(_ name: ArraySlice<UInt8>) -> Child? {
        let found = find(name.span)
        return found.isFound ? self[found.place].child : nil
    }

    mutating func setChild(_ child: Child, at place: Place) {
        chunks[place.chunk][place.index].child = child
    }

    /// Adds an entry where ``find(_:)`` said that it belongs.
    mutating func insert(_ entry: DirectoryEntry, at place: Place) {
        guard place.chunk < chunks.count else {
            chunks.append([entry])
            return
        }
        guard chunks[place.chunk].count == EntryList.capacity else {
            chunks[place.chunk].insert(entry, at: place.index)
            return
        }
        // Names that come in order fill one chunk after the other; others halve a full one.
        if place.chunk == chunks.count - 1, place.index == EntryList.capacity {
            chunks.append([entry])
            return
        }
        let half = EntryList.capacity / 2
        let upper = Array(chunks[place.chunk][half...])
        chunks[place.chunk] = Array(chunks[place.chunk][..<half])
        chunks.insert(upper, at: place.chunk + 1)
        if place.index <= half {
            chunks[place.chunk].insert(entry, at: place.index)
        } else {
            chunks[place.chunk + 1].insert(entry, at: place.index - half)
        }
    }

    mutating func remove(at place: Place) {
        chunks[place.chunk].remove(at: place.index)
        if chunks[place.chunk].isEmpty { chunks.remove(at: place.chunk) }
    }

    /// Removes all entries.
    mutating func removeAll() {
        chunks = []
    }
}
