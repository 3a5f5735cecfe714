import UnikraftCore

extension YAMLReader {
    /// Reads a scalar without quotes (YAML 1.1, section 9.1.3).
    ///
    /// - Parameters:
    ///   - minimum: The column that further lines have at least; `.max` for a scalar of one line.
    ///   - isFlow: Whether brackets or braces are open.
    /// - Returns: The scalar.
    /// - Throws: `YAMLSyntaxError` when the text is not well formed there.
    mutating func readPlain(minimum: Int, isFlow: Bool) throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        try checkPlainStart(isFlow: isFlow)
        try count(1)
        var text = ""
        var end = (position, lineStart)
        var isFirst = true
        while true {
            let lineBegin = position
            let endsWithLine = scanPlainLine(isFlow: isFlow)
            var last = position
            while last > lineBegin, bytes[last - 1] == 0x20 || bytes[last - 1] == 0x09 || bytes[last - 1] == 0x0d {
                last -= 1
            }
            if !isFirst, byte() == UInt8(ascii: ":"), !isFlow {
                position = lineBegin
                throw misplacedKey()
            }
            text += String(decoding: bytes[lineBegin..<last], as: UTF8.self)
            end = (last, lineStart)
            isFirst = false
            guard endsWithLine, minimum != .max, let breaks = continuation(minimum: minimum, isFlow: isFlow) else {
                break
            }
            text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
        }
        (position, lineStart) = end
        return YAMLNode(.scalar(text), .plain, start..<position)
    }

    private func checkPlainStart(isFlow: Bool) throws(YAMLSyntaxError) {
        let range = position..<position + 1
        switch byte() {
        case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"):
            throw error(
                "text without quotes cannot begin with '\(Unicode.Scalar(byte()))'", at: range,
                remedy: "Put the text in quotes.")
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
            throw error(
                "'\(Unicode.Scalar(byte()))' stands here without a list or mapping that it belongs to", at: range,
                remedy: "Remove it, or put the text in quotes.")
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            guard Self.isBreakOrBlank(byte(1)) || (isFlow && Self.isFlowIndicator(byte(1))) else { return }
            throw error(
                "'\(Unicode.Scalar(byte()))' cannot stand here", at: range, remedy: "Put the text in quotes.")
        default: return
        }
    }

    /// Moves to the end of the scalar's part in this line.
    ///
    /// - Returns: Whether the line ended, rather than the scalar.
    private mutating func scanPlainLine(isFlow: Bool) -> Bool {
        while position < bytes.count {
            switch bytes[position] {
            case 0x0a: return true
            case UInt8(ascii: ":"):
                if Self.isBreakOrBlank(byte(1)) || (isFlow && Self.isFlowIndicator(byte(1))) { return false }
            case UInt8(ascii: "#"):
                if position > 0, Self.isBreakOrBlank(bytes[position - 1]) { return false }
            case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                if isFlow { return false }
            default: break
            }
            position += 1
        }
        return true
    }

    /// Moves to the next line when the scalar goes on there.
    ///
    /// - Returns: The number of line breaks crossed; nil when the scalar is at its end.
    private mutating func continuation(minimum: Int, isFlow: Bool) -> Int? {
        var breaks = 0
        while byte() == 0x0a || byte() == 0x20 || byte() == 0x09 || byte() == 0x0d {
            if byte() == 0x0a {
                breaks += 1
                lineStart = position + 1
            }
            position += 1
        }
        guard !isAtEnd, breaks > 0, byte() != UInt8(ascii: "#"), !isAtDocumentMarker else { return nil }
        if isFlow {
            let endsFlow = Self.isFlowIndicator(byte()) || isAtIndicator(":")
            return endsFlow ? nil : breaks
        }
        return column >= minimum && !bytes[lineStart..<position].contains(0x09) ? breaks : nil
    }
}
