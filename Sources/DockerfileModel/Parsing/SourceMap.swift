/// The way from a text that was joined from lines back to the file.
struct SourceMap: Sendable, Hashable {
    private struct Piece: Sendable, Hashable {
        var joined: Int
        var source: Int
    }

    /// Where each piece begins, in the joined text and in the file, in rising order.
    private var pieces: [Piece] = []

    /// Adds a piece.
    ///
    /// - Parameters:
    ///   - joined: Where it begins in the joined text.
    ///   - source: Where it begins in the file.
    mutating func append(joined: Int, source: Int) {
        pieces.append(Piece(joined: joined, source: source))
    }

    /// The place in the file of a place in the joined text, by halving.
    ///
    /// - Parameter index: An offset in the joined text; its end is allowed.
    /// - Returns: The offset in the file.
    func offset(_ index: Int) -> Int {
        var low = 0
        var high = pieces.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if pieces[middle].joined <= index { low = middle } else { high = middle }
        }
        guard low < pieces.count else { return 0 }
        return pieces[low].source + index - pieces[low].joined
    }

    /// The part of the file that a part of the joined text came from.
    ///
    /// - Parameter range: Offsets in the joined text.
    /// - Returns: Offsets in the file, from the first byte to the last.
    func range(_ range: Range<Int>) -> Range<Int> {
        let start = offset(range.lowerBound)
        guard !range.isEmpty else { return start..<start }
        return start..<max(start, offset(range.upperBound - 1) + 1)
    }

    /// The map of the joined text without its first bytes.
    ///
    /// - Parameter count: How many bytes are dropped.
    /// - Returns: The map; an empty one when the text was not joined at all.
    func dropping(_ count: Int) -> SourceMap {
        guard pieces.count > 1 else { return SourceMap() }
        var map = self
        for index in pieces.indices { map.pieces[index].joined -= count }
        return map
    }

    /// Whether it maps nothing.
    var isEmpty: Bool { pieces.isEmpty }
}
