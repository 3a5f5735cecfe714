/// A reader of JSON values (RFC 8259) that keeps strings and skips the rest.
struct JSONReader {
    /// Arrays and objects that stand deeper in each other than this are not taken for JSON.
    static let depthLimit = 10_000

    let bytes: [UInt8]
    var index: Int
    let end: Int

    var peek: UInt8? { index < end ? bytes[index] : nil }

    /// Whether only blanks are left.
    var isAtEnd: Bool {
        var copy = self
        copy.skipBlanks()
        return copy.index == end
    }

    mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { index += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == character.value else { return false }
        index += 1
        return true
    }

    /// Reads a string literal (section 7).
    ///
    /// - Returns: Its value; half a surrogate pair becomes U+FFFD. nil when it is malformed.
    mutating func string() -> String? {
        guard take("\"") else { return nil }
        var result: [UInt8] = []
        while let byte = peek {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
            case 0..<0x20: return nil
            case UInt8(ascii: "\\"):
                guard let scalar = escaped() else { return nil }
                result += String(Character(scalar)).utf8
            default: result.append(byte)
            }
        }
        return nil
    }

    private mutating func escaped() -> Unicode.Scalar? {
        guard let byte = peek else { return nil }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let unit = hexDigits() else { return nil }
            guard (0xd800..<0xdc00).contains(unit) else { return Unicode.Scalar(unit) ?? "\u{fffd}" }
            let start = index
            if take("\\"), take("u"), let low = hexDigits(), (0xdc00..<0xe000).contains(low) {
                return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
            }
            index = start
            return "\u{fffd}"
        default: return nil
        }
    }

    private mutating func hexDigits() -> UInt32? {
        guard index + 4 <= end else { return nil }
        var value: UInt32 = 0
        for byte in bytes[index..<(index + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }

    /// Skips one value of any kind, without recursion.
    ///
    /// - Returns: Whether it is well-formed.
    mutating func skipValue() -> Bool {
        var open: [UInt8] = []
        while true {
            skipBlanks()
            guard let byte = peek else { return false }
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                guard open.count < Self.depthLimit else { return false }
                index += 1
                open.append(byte)
                skipBlanks()
                guard take(byte == UInt8(ascii: "[") ? "]" : "}") else {
                    if byte == UInt8(ascii: "{"), !member() { return false }
                    continue
                }
                open.removeLast()
            case UInt8(ascii: "\""): if string() == nil { return false }
            case UInt8(ascii: "t"): if !word("true") { return false }
            case UInt8(ascii: "f"): if !word("false") { return false }
            case UInt8(ascii: "n"): if !word("null") { return false }
            default: if !number() { return false }
            }
            closing: while let container = open.last {
                skipBlanks()
                if take(",") {
                    if container == UInt8(ascii: "{"), !member() { return false }
                    break closing
                }
                guard take(container == UInt8(ascii: "[") ? "]" : "}") else { return false }
                open.removeLast()
            }
            if open.isEmpty { return true }
        }
    }

    /// Reads a member's name with its colon.
    private mutating func member() -> Bool {
        skipBlanks()
        guard string() != nil else { return false }
        skipBlanks()
        return take(":")
    }

    private mutating func word(_ text: StaticString) -> Bool {
        for character in text.description.unicodeScalars where !take(character) { return false }
        return true
    }

    private mutating func digits() -> Bool {
        let start = index
        while let byte = peek, (0x30...0x39).contains(byte) { index += 1 }
        return index > start
    }

    /// Skips a number (section 6).
    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0"), !digits() { return false }
        if take("."), !digits() { return false }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            return digits()
        }
        return true
    }
}
