/// One instruction's text after its lines were joined, with the way back to the file.
struct LogicalLine {
    /// The joined text without the continuation characters.
    private(set) var bytes: [UInt8] = []
    /// Where each piece begins, here and in the file, in rising order.
    private var pieces: [(joined: Int, source: Int)] = []
    /// The first line of the file that it is made of, from 1.
    let firstLine: Int
    /// The last line of the file that it is made of.
    var lastLine: Int

    init(firstLine: Int) {
        self.firstLine = firstLine
        lastLine = firstLine
    }

    /// Adds a part of the file.
    ///
    /// - Parameters:
    ///   - range: The part's place.
    ///   - file: The bytes of the file.
    mutating func append(_ range: Range<Int>, of file: [UInt8]) {
        pieces.append((bytes.count, range.lowerBound))
        bytes.append(contentsOf: file[range])
    }

    /// The place in the file of a place in the joined text, by halving.
    ///
    /// - Parameter index: An offset in ``bytes``; its end is allowed.
    /// - Returns: The offset in the file.
    func sourceOffset(_ index: Int) -> Int {
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
    /// - Parameter range: Offsets in ``bytes``.
    /// - Returns: Offsets in the file, from the first byte to the last.
    func sourceRange(_ range: Range<Int>) -> Range<Int> {
        let start = sourceOffset(range.lowerBound)
        guard !range.isEmpty else { return start..<start }
        return start..<max(start, sourceOffset(range.upperBound - 1) + 1)
    }

    /// A part as a string.
    ///
    /// - Parameter range: Offsets in ``bytes``.
    /// - Returns: The text; bytes that are not UTF-8 become U+FFFD.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}
