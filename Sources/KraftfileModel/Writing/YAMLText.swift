import UnikraftCore

/// Writes scalars of YAML.
enum YAMLText {
    /// A text as a scalar of one line that reads as the same text in every version of YAML: without quotes
    /// where that is safe, else in single or double quotes.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - preferred: The quotes to use where there is a choice; `.plain` for none.
    /// - Returns: The scalar.
    static func scalar(_ text: String, preferred: YAMLNode.Style = .plain) -> String {
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f && !isSpecial($0) }
        guard isPrintable, preferred != .doubleQuoted else { return doubleQuoted(text) }
        if preferred != .singleQuoted, isPlainSafe(text) { return text }
        return "'" + text.replacing("'", with: "''") + "'"
    }

    /// Characters that YAML 1.1 takes for a line break or does not allow.
    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        (0x80...0x9f).contains(scalar.value) || scalar == "\u{2028}" || scalar == "\u{2029}" || scalar == "\u{feff}"
    }

    /// A text in double quotes.
    static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                guard scalar.value < 0x20 || scalar.value == 0x7f || isSpecial(scalar) else {
                    result.unicodeScalars.append(scalar)
                    continue
                }
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            }
        }
        return result + "\""
    }

    /// Whether a text without quotes reads as the same text, inside of brackets too.
    private static func isPlainSafe(_ text: String) -> Bool {
        let node = YAMLNode(.scalar(text), .plain, 0..<0)
        guard ScalarType(node, text: text) == .text, let first = text.utf8.first, let last = text.utf8.last,
            first != 0x20, last != 0x20, last != UInt8(ascii: ":")
        else { return false }
        guard !"-?:,[]{}#&*!|>'\"%@`=<".utf8.contains(first) else { return false }
        guard !text.utf8.contains(where: { ",[]{}".utf8.contains($0) }) else { return false }
        guard text != "---", text != "...", !isSexagesimalOrDate(text) else { return false }
        return !text.contains(": ") && !text.contains(" #")
    }

    /// Digits with colons or hyphens, which YAML 1.1 takes for a number of base 60 or a date.
    private static func isSexagesimalOrDate(_ text: String) -> Bool {
        (0x30...0x39).contains(text.utf8.first ?? 0)
            && text.utf8.allSatisfy { (0x30...0x3a).contains($0) || ($0 | 0x20) == 0x74 || "-+.Z ".utf8.contains($0) }
            && text.utf8.contains { $0 == 0x3a || $0 == UInt8(ascii: "-") }
    }
}
