/// What YAML 1.1 takes a scalar for (the types null, bool, int, float of its type repository).
enum ScalarType: Sendable, Hashable {
    case absent, boolean(Bool), integer, float, text

    /// The type of a scalar: text in quotes and block scalars are text; a tag decides where there is one.
    init(_ node: YAMLNode, text: String) {
        switch node.tag {
        case "!!str", "!", "tag:yaml.org,2002:str": self = .text
        default: self = node.style == .plain ? ScalarType(plain: text) : .text
        }
    }

    private init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .absent
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": self = .boolean(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": self = .boolean(false)
        default: self = Self.isInteger(text) ? .integer : Self.isFloat(text) ? .float : .text
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isInteger(_ text: String) -> Bool {
        var digits = text.utf8[...]
        if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        guard let first = digits.first, (0x30...0x39).contains(first) else { return false }
        if first == 0x30, digits.count > 2 {
            let rest = digits.dropFirst(2)
            switch digits[digits.index(after: digits.startIndex)] {
            case UInt8(ascii: "x"):
                return rest.allSatisfy { isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
            case UInt8(ascii: "o"), UInt8(ascii: "b"): return rest.allSatisfy(isDigit)
            default: break
            }
        }
        return digits.allSatisfy(isDigit)
    }

    private static func isFloat(_ text: String) -> Bool {
        switch text.lowercased() {
        case ".inf", "+.inf", "-.inf", ".nan": return true
        default: break
        }
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        guard whole.first != UInt8(ascii: "_") else { return false }
        var hasFraction = false
        var fraction = rest[rest.startIndex..<rest.startIndex]
        if rest.first == UInt8(ascii: ".") {
            hasFraction = true
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return false }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            return !rest.isEmpty && rest.allSatisfy { (0x30...0x39).contains($0) }
        }
        return hasFraction && rest.isEmpty
    }

    /// Whether a tool that reads the number and prints it again prints another text, as for `0.10`, `010` or
    /// `0x10`.
    func changesWhenPrinted(_ text: String) -> Bool {
        switch self {
        case .integer:
            let digits = text.drop { $0 == "-" }
            return digits.count > 18 || (digits.first == "0" && digits.count > 1)
                || !digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        case .float:
            guard let point = text.firstIndex(of: "."), text.utf8.allSatisfy({ $0 < 0x3a && $0 != UInt8(ascii: "+") })
            else { return true }
            return text.hasSuffix("0") || text.hasSuffix(".") || text[..<point].count > 15
                || (text.first == "0" && point > text.index(after: text.startIndex)) || text.first == "."
        case .absent, .boolean, .text: return false
        }
    }
}
