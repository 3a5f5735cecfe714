import UnikraftCore

extension YAMLReader {
    /// Reads a scalar in single quotes, where two quotes stand for one (YAML 1.1, section 9.1.2).
    mutating func readSingleQuoted() throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        try count(1)
        position += 1
        var text: [UInt8] = []
        while true {
            switch byte() {
            case UInt8(ascii: "'"):
                position += 1
                guard byte() == UInt8(ascii: "'") else {
                    return YAMLNode(.scalar(String(decoding: text, as: UTF8.self)), .singleQuoted, start..<position)
                }
                text.append(UInt8(ascii: "'"))
                position += 1
            case 0x0a: foldBreak(into: &text, keeping: 0)
            case 0 where isAtEnd: throw unclosed(start, "'")
            default:
                text.append(byte())
                position += 1
            }
        }
    }

    /// Reads a scalar in double quotes, with escapes (YAML 1.1, sections 5.6 and 9.1.1).
    mutating func readDoubleQuoted() throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        try count(1)
        position += 1
        var text: [UInt8] = []
        var kept = 0
        while true {
            switch byte() {
            case UInt8(ascii: "\""):
                position += 1
                return YAMLNode(.scalar(String(decoding: text, as: UTF8.self)), .doubleQuoted, start..<position)
            case UInt8(ascii: "\\"):
                try readEscape(into: &text)
                kept = text.count
            case 0x0a: foldBreak(into: &text, keeping: kept)
            case 0 where isAtEnd: throw unclosed(start, "\"")
            default:
                text.append(byte())
                position += 1
            }
        }
    }

    /// Reads a line break in quotes: blanks round it go, one break becomes a space, more become one less.
    private mutating func foldBreak(into text: inout [UInt8], keeping kept: Int) {
        while text.count > kept, let last = text.last, last == 0x20 || last == 0x09 || last == 0x0d {
            text.removeLast()
        }
        let breaks = skipBreaks()
        text += breaks == 1 ? [0x20] : Array(repeating: 0x0a, count: breaks - 1)
    }

    /// Moves over line breaks and the blanks behind them.
    private mutating func skipBreaks() -> Int {
        var breaks = 0
        while byte() == 0x0a || byte() == 0x20 || byte() == 0x09 || byte() == 0x0d {
            if byte() == 0x0a {
                breaks += 1
                lineStart = position + 1
            }
            position += 1
        }
        return breaks
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(YAMLSyntaxError) {
        let start = position
        let letter = byte(1)
        position += 2
        switch letter {
        case UInt8(ascii: "x"): text += try readCodePoint(digits: 2, start: start)
        case UInt8(ascii: "u"): text += try readCodePoint(digits: 4, start: start)
        case UInt8(ascii: "U"): text += try readCodePoint(digits: 8, start: start)
        case 0x0a, 0x0d:
            // An escaped break joins the lines; further empty lines are kept.
            position -= 1
            text += Array(repeating: 0x0a, count: max(0, skipBreaks() - 1))
        default:
            guard let value = Self.escapes[letter] else {
                throw error(
                    "'\\\(letter >= 0x80 || letter < 0x20 ? "" : String(Unicode.Scalar(letter)))' is no escape",
                    at: start..<start + 2,
                    remedy: "Write '\\\\' for a backslash, or use single quotes, which have no escapes.")
            }
            text += Array(String(value).utf8)
        }
    }

    private static let escapes: [UInt8: Character] = [
        UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "t"): "\t",
        0x09: "\t", UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{b}", UInt8(ascii: "f"): "\u{c}",
        UInt8(ascii: "r"): "\r", UInt8(ascii: "e"): "\u{1b}", 0x20: " ", UInt8(ascii: "\""): "\"",
        UInt8(ascii: "/"): "/", UInt8(ascii: "\\"): "\\", UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{a0}",
        UInt8(ascii: "L"): "\u{2028}", UInt8(ascii: "P"): "\u{2029}",
    ]

    private mutating func readCodePoint(digits: Int, start: Int) throws(YAMLSyntaxError) -> [UInt8] {
        var value: UInt32 = 0
        var count = 0
        while count < digits, let digit = byte().hexadecimalValue {
            value = value << 4 | digit
            position += 1
            count += 1
        }
        guard count == digits, let scalar = Unicode.Scalar(value) else {
            throw error(
                "this escape is no character", at: start..<max(start + 2, position),
                remedy: "Write \(digits) hexadecimal digits of a Unicode scalar.")
        }
        return Array(String(Character(scalar)).utf8)
    }

    private func unclosed(_ start: Int, _ quote: String) -> YAMLSyntaxError {
        error(
            "the text in quotes that begins here has no end", at: start..<start + 1,
            remedy: "Put a closing \(quote) behind it.", resume: start)
    }
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit.
    fileprivate var hexadecimalValue: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self - 0x30)
        case 0x41...0x46: UInt32(self - 0x37)
        case 0x61...0x66: UInt32(self - 0x57)
        default: nil
        }
    }
}
