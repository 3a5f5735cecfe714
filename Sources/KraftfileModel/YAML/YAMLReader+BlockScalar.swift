import UnikraftCore

extension YAMLReader {
    /// What becomes of the line breaks at the end (YAML 1.1, section 9.1.4.2).
    private enum Chomping {
        case clip, strip, keep
    }

    /// Reads a scalar that begins with `|` or `>` (YAML 1.1, sections 9.2.2 and 9.2.3).
    ///
    /// - Parameter minimum: The column that its lines have at least.
    /// - Returns: The scalar.
    /// - Throws: `YAMLSyntaxError` when the text is not well formed there.
    mutating func readBlockScalar(minimum: Int) throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        try count(1)
        let isFolded = byte() == UInt8(ascii: ">")
        let (chomping, indicator) = try readBlockHeader()
        var end = (position, lineStart)
        var indentation = indicator.map { max(0, minimum - 1) + $0 }
        var lines: [Range<Int>] = []
        while let line = nextBlockLine(minimum: minimum, indentation: &indentation) {
            lines.append(line)
            if !line.isEmpty { end = (line.upperBound, lineStart) }
        }
        (position, lineStart) = end
        let trailing = lines.reversed().prefix { $0.isEmpty }.count
        let isCutShort = trailing == 0 && end.0 == bytes.count
        let body = join(lines.dropLast(trailing), isFolded: isFolded)
        let ending =
            switch chomping {
            case .strip: ""
            case .clip: body.isEmpty || isCutShort ? "" : "\n"
            case .keep: String(repeating: "\n", count: body.isEmpty || isCutShort ? trailing : trailing + 1)
            }
        return YAMLNode(.scalar(body + ending), isFolded ? .folded : .literal, start..<position)
    }

    /// Reads the indicators behind `|` or `>`, and the rest of the line, which may be a comment.
    private mutating func readBlockHeader() throws(YAMLSyntaxError) -> (Chomping, Int?) {
        let start = position
        position += 1
        var chomping = Chomping.clip
        var indentation: Int?
        header: while true {
            switch byte() {
            case UInt8(ascii: "-"): chomping = .strip
            case UInt8(ascii: "+"): chomping = .keep
            case 0x31...0x39: indentation = Int(byte()) - 0x30
            default: break header
            }
            position += 1
        }
        let behind = position
        while byte() == 0x20 || byte() == 0x09 { position += 1 }
        if byte() == UInt8(ascii: "#"), position > behind { skipLine() }
        guard Self.isBreak(byte()), behind - start <= 3 else {
            throw error(
                "text cannot stand in the line of a '|' or '>'", at: start..<position + 1,
                remedy: "Begin the text in the next line, or put it in quotes.")
        }
        if byte() == 0x0d { position += 1 }
        return (chomping, indentation)
    }

    /// Moves over one line when it belongs to the scalar.
    ///
    /// - Returns: The line's bytes behind the indentation; nil when the scalar is at its end.
    private mutating func nextBlockLine(minimum: Int, indentation: inout Int?) -> Range<Int>? {
        guard byte() == 0x0a, position + 1 < bytes.count else { return nil }
        let start = position + 1
        var first = start
        while first < bytes.count, bytes[first] == 0x20, first - start < indentation ?? .max { first += 1 }
        var end = first
        while end < bytes.count, bytes[end] != 0x0a { end += 1 }
        let last = end > first && bytes[end - 1] == 0x0d ? end - 1 : end
        if last > first {
            let isMarker = start == first && isMarkerLine(start)
            guard first - start >= indentation ?? minimum, !isMarker else { return nil }
            indentation = indentation ?? (first - start)
        }
        lineStart = start
        position = end
        return first..<last
    }

    private func isMarkerLine(_ start: Int) -> Bool {
        let line = bytes[start..<min(start + 4, bytes.count)]
        let isMarker = line.starts(with: Array("---".utf8)) || line.starts(with: Array("...".utf8))
        return isMarker && (line.count < 4 || Self.isBreakOrBlank(bytes[start + 3]))
    }

    /// Joins the lines: with breaks, or when folded with spaces between lines that begin without a blank.
    private func join(_ lines: ArraySlice<Range<Int>>, isFolded: Bool) -> String {
        var text: [UInt8] = []
        var emptyLines = 0
        var previousIsText = false
        for (number, line) in lines.enumerated() {
            guard !line.isEmpty else {
                emptyLines += 1
                continue
            }
            let isIndented = bytes[line.lowerBound] == 0x20 || bytes[line.lowerBound] == 0x09
            if number > emptyLines {
                if isFolded, previousIsText, !isIndented {
                    if emptyLines == 0 { text.append(0x20) }
                } else {
                    text.append(0x0a)
                }
            }
            text += Array(repeating: 0x0a, count: emptyLines)
            text += bytes[line]
            emptyLines = 0
            previousIsText = !isIndented
        }
        return String(decoding: text, as: UTF8.self)
    }
}
