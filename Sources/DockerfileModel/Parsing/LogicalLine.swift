/// One instruction's text after its lines were joined, with the way back to the file.
struct LogicalLine {
    /// The joined text without the continuation characters.
    private(set) var bytes: [UInt8] = []
    /// The way back to the file.
    private(set) var map = SourceMap()
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
        map.append(joined: bytes.count, source: range.lowerBound)
        bytes.append(contentsOf: file[range])
    }

    /// The part of the file that a part of the joined text came from.
    ///
    /// - Parameter range: Offsets in ``bytes``.
    /// - Returns: Offsets in the file, from the first byte to the last.
    func sourceRange(_ range: Range<Int>) -> Range<Int> { map.range(range) }

    /// A part as a string.
    ///
    /// - Parameter range: Offsets in ``bytes``.
    /// - Returns: The text; bytes that are not UTF-8 become U+FFFD.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The place of the first `<<`, to the end of its word; empty when there is none.
    var heredocRange: Range<Int> {
        let mark = UInt8(ascii: "<")
        guard
            let start = bytes.indices.first(where: {
                $0 + 1 < bytes.count && bytes[$0] == mark && bytes[$0 + 1] == mark
            })
        else { return 0..<0 }
        let end = bytes[start...].firstIndex { WhiteSpace.separates($0) } ?? bytes.count
        return start..<max(start + 2, end)
    }
}
