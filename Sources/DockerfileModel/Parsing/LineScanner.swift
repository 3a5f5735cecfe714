/// Walks a file line by line.
struct LineScanner {
    /// The bytes of the file.
    let bytes: [UInt8]
    /// The offset of the next line.
    private(set) var position: Int
    /// The number of the line last returned, from 1; 0 before the first.
    private(set) var number = 0

    /// Starts at the first line, behind a byte order mark.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// The next line.
    ///
    /// - Returns: Its place with its line break, or nil at the end of the file.
    mutating func next() -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let start = position
        let end = bytes[start...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count
        position = end
        number += 1
        return start..<end
    }

    /// Leaves the rest of the file unread.
    mutating func skipToEnd() {
        position = bytes.count
    }

    /// Drops line feeds and carriage returns at the end of a line.
    func withoutBreak(_ line: Range<Int>) -> Range<Int> {
        var end = line.upperBound
        while end > line.lowerBound, bytes[end - 1] == 0x0a || bytes[end - 1] == 0x0d { end -= 1 }
        return line.lowerBound..<end
    }

    /// Drops white space at the start of a line.
    func withoutIndent(_ line: Range<Int>) -> Range<Int> {
        var start = line.lowerBound
        while case let length = WhiteSpace.length(bytes, at: start, end: line.upperBound), length > 0 {
            start += length
        }
        return start..<line.upperBound
    }

    /// Finds the continuation character: the last byte but blanks, when no other such byte is before it.
    ///
    /// - Parameters:
    ///   - line: A line without its break.
    ///   - escape: The continuation character.
    /// - Returns: The line without it, or nil when the line is not continued.
    func continued(_ line: Range<Int>, escape: UInt8) -> Range<Int>? {
        var end = line.upperBound
        while end > line.lowerBound, WhiteSpace.isBlank(bytes[end - 1]) { end -= 1 }
        guard end > line.lowerBound, bytes[end - 1] == escape else { return nil }
        if end - 2 >= line.lowerBound, bytes[end - 2] == escape { return nil }
        return line.lowerBound..<(end - 1)
    }
}
