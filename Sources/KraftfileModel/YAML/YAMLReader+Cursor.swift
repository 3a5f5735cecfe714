import UnikraftCore

extension YAMLReader {
    /// The byte at an offset from the position; 0 behind the end, which no checked text holds.
    func byte(_ offset: Int = 0) -> UInt8 {
        let index = position + offset
        return index < bytes.count ? bytes[index] : 0
    }

    var isAtEnd: Bool { position >= bytes.count }

    /// The number of bytes before the position in its line. Before a block's first token these are all
    /// spaces and indicators, so it is also the number of characters.
    var column: Int { position - lineStart }

    /// Whether a byte is a blank, a line break or the end.
    static func isBreakOrBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d || byte == 0
    }

    /// Whether a byte ends a line or the text.
    static func isBreak(_ byte: UInt8) -> Bool {
        byte == 0x0a || byte == 0x0d || byte == 0
    }

    static func isFlowIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    /// Whether the byte at the position is this one and a blank follows.
    func isAtIndicator(_ character: Unicode.Scalar) -> Bool {
        byte() == UInt8(truncatingIfNeeded: character.value) && Self.isBreakOrBlank(byte(1))
    }

    /// Whether `---` or `...` stands at the start of the line.
    var isAtDocumentMarker: Bool {
        isAtMarker(UInt8(ascii: "-")) || isAtMarker(UInt8(ascii: "."))
    }

    func isAtMarker(_ character: UInt8) -> Bool {
        column == 0 && byte() == character && byte(1) == character && byte(2) == character
            && Self.isBreakOrBlank(byte(3))
    }

    /// Moves over blanks, comments and line breaks.
    ///
    /// - Parameter isFlow: Whether brackets or braces are open, where tabs may indent.
    /// - Returns: Whether a line break was among them.
    /// - Throws: `YAMLSyntaxError` for a tab in the indentation.
    mutating func skipToToken(isFlow: Bool = false) throws(YAMLSyntaxError) -> Bool {
        let origin = position
        var crossedBreak = false
        while true {
            switch byte() {
            case 0x20, 0x09, 0x0d:
                position += 1
            case 0x0a:
                position += 1
                lineStart = position
                crossedBreak = true
            case UInt8(ascii: "#"):
                skipLine()
            default:
                if crossedBreak || origin == lineStart, !isFlow, !isAtEnd { try checkIndentation() }
                return crossedBreak
            }
        }
    }

    /// Moves to the end of the line.
    mutating func skipLine() {
        while !Self.isBreak(byte()) { position += 1 }
    }

    private func checkIndentation() throws(YAMLSyntaxError) {
        guard let tab = bytes[lineStart..<position].firstIndex(of: 0x09) else { return }
        throw error(
            "a tab indents this line", at: tab..<tab + 1, remedy: "Indent with spaces; YAML does not allow tabs here.")
    }

    /// A problem of the text's form; reading goes on with the next line.
    ///
    /// - Parameters:
    ///   - message: What is wrong.
    ///   - range: Where.
    ///   - remedy: What to do.
    ///   - resume: Where to go on; nil for the end of the line that the position is in.
    /// - Returns: The problem.
    func error(
        _ message: String, at range: Range<Int>, remedy: String, resume: Int? = nil
    ) -> YAMLSyntaxError {
        var end = resume ?? max(position, range.lowerBound)
        while end < bytes.count, bytes[end] != 0x0a { end += 1 }
        return YAMLSyntaxError(
            diagnostic: source.diagnostic(.error, .yamlSyntax, message, at: range, remedy: remedy), resume: end)
    }

    /// Moves to the end of the line before the next one that can begin an entry of a block.
    ///
    /// - Parameters:
    ///   - end: The end of a line, where the search begins.
    ///   - indentation: The block's column.
    mutating func resume(at end: Int, indentation: Int) {
        position = end
        if !found.hasRoom(for: .error) {
            position = bytes.count
            stop()
        }
        while position < bytes.count {
            let start = position + 1
            var first = start
            while first < bytes.count, bytes[first] == 0x20 { first += 1 }
            let next = first < bytes.count ? bytes[first] : 0
            if first - start <= indentation, Self.canBeginEntry(next) { return }
            position = start
            skipLine()
            while position < bytes.count, bytes[position] != 0x0a { position += 1 }
        }
    }

    private static func canBeginEntry(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...: true
        case UInt8(ascii: "_"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }
}
