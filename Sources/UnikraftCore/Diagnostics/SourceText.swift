/// The bytes of a text file with an index of its lines, so that an offset gives line and column.
///
/// Bytes that are not UTF-8 are kept and shown as replacement characters. A line ends with LF; a CR before
/// it is not part of the line.
public struct SourceText: Sendable, Hashable {
    /// The file's name as the user knows it.
    public let file: String
    /// The bytes as they are in the file.
    public let bytes: [UInt8]
    /// The offset of each line's first byte.
    private let lineStarts: [Int]

    /// Indexes the lines of a text.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the file.
    ///   - file: Its name as the user knows it.
    public init(_ bytes: [UInt8], file: String) {
        self.file = file
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == 0x0a { starts.append(offset + 1) }
        lineStarts = starts
    }

    /// The number of lines; the part behind the last line break counts, even when it is empty.
    public var lineCount: Int { lineStarts.count }

    /// The offsets of a line's bytes.
    ///
    /// - Parameter number: The line, from 1.
    /// - Returns: The range without the line break; an empty one at the end when there is no such line.
    public func byteRange(ofLine number: Int) -> Range<Int> {
        guard number >= 1, number <= lineStarts.count else { return bytes.count..<bytes.count }
        let start = lineStarts[number - 1]
        guard number < lineStarts.count else { return start..<bytes.count }
        let end = lineStarts[number] - 1
        return start..<(end > start && bytes[end - 1] == 0x0d ? end - 1 : end)
    }

    /// The line that holds a byte, by halving.
    ///
    /// - Parameter offset: The byte's offset; one outside the file is moved to its nearest end.
    /// - Returns: The line, from 1.
    public func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The place of a byte.
    ///
    /// - Parameter offset: The byte's offset; one outside the file is moved to its nearest end.
    /// - Returns: Line and column.
    public func location(at offset: Int) -> SourceLocation {
        let clamped = min(max(0, offset), bytes.count)
        let line = line(at: clamped)
        let start = lineStarts[line - 1]
        return SourceLocation(file: file, line: line, column: scalarCount(start..<clamped) + 1)
    }

    /// The number of bytes that begin a scalar.
    private func scalarCount(_ range: Range<Int>) -> Int {
        bytes[range].reduce(0) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
    }

    /// The line of a place, cut round it.
    ///
    /// - Parameters:
    ///   - range: The bytes to mark; only the part in the first line is marked.
    ///   - width: The largest number of scalars to keep.
    /// - Returns: The excerpt.
    public func excerpt(marking range: Range<Int>, width: Int = 100) -> SourceExcerpt {
        let start = min(max(0, range.lowerBound), bytes.count)
        let lineRange = byteRange(ofLine: line(at: start))
        let mark = min(start, lineRange.upperBound)
        let markEnd = min(max(mark, range.upperBound), lineRange.upperBound)
        // Four bytes a scalar at most: this bounds the work for a line of any length.
        var first = max(lineRange.lowerBound, mark - 4 * width)
        while first < mark, bytes[first] & 0xc0 == 0x80 { first += 1 }
        let before = String(decoding: bytes[first..<mark], as: UTF8.self).unicodeScalars
        let after = String(decoding: bytes[mark..<min(lineRange.upperBound, mark + 4 * width)], as: UTF8.self)
            .unicodeScalars
        let keptBefore = before.suffix(before.count + after.count <= width ? width : width * 2 / 3)
        let keptAfter = after.prefix(width - keptBefore.count)
        let isCutBefore = keptBefore.count < before.count || first > lineRange.lowerBound
        let isCutAfter = keptAfter.count < after.count || mark + 4 * width < lineRange.upperBound
        var text = String.UnicodeScalarView()
        if isCutBefore { text.append("…") }
        let offset = keptBefore.count + (isCutBefore ? 1 : 0)
        text.append(contentsOf: keptBefore.lazy.map(PrintableText.visible))
        text.append(contentsOf: keptAfter.lazy.map(PrintableText.visible))
        if isCutAfter { text.append("…") }
        let length = min(scalarCount(mark..<min(markEnd, mark + 4 * width)), keptAfter.count)
        return SourceExcerpt(text: String(text), markOffset: offset, markLength: length)
    }

    /// Makes a diagnostic about a part of the file.
    ///
    /// - Parameters:
    ///   - severity: How bad it is.
    ///   - code: What kind of problem it is.
    ///   - message: What is wrong, in one sentence without its full stop.
    ///   - range: The bytes it is about; nil when it concerns the file as a whole.
    ///   - remedy: What to do about it, as a sentence.
    ///   - suggestion: The text to put in place of the range.
    /// - Returns: The diagnostic with place and excerpt.
    public func diagnostic(
        _ severity: Diagnostic.Severity, _ code: Diagnostic.Code, _ message: String, at range: Range<Int>?,
        remedy: String? = nil, suggestion: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            severity, code, message,
            location: range.map { location(at: $0.lowerBound) } ?? SourceLocation(file: file, line: 1, column: 1),
            excerpt: range.map { excerpt(marking: $0) }, remedy: remedy, suggestion: suggestion)
    }
}
