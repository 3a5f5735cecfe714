/// Takes one value of `WWW-Authenticate` apart.
struct ChallengeParser {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func parse() -> [Challenge] {
        var challenges: [Challenge] = []
        while true {
            skip { $0 == UInt8(ascii: ",") || Self.isBlank($0) }
            guard place < bytes.count else { return challenges }
            guard let word = token() else {
                skip { $0 != UInt8(ascii: ",") }
                continue
            }
            let afterWord = place
            skip(while: Self.isBlank)
            if peek() == UInt8(ascii: "="), !challenges.isEmpty, let value = parameterValue() {
                challenges[challenges.count - 1].parameters[word.lowercased()] = value
                continue
            }
            place = afterWord
            challenges.append(Challenge(scheme: word.lowercased()))
            skip(while: Self.isBlank)
            skipToken68()
        }
    }

    /// Reads `= value`, where the value is a token or a quoted string (RFC 9110, section 11.2).
    private mutating func parameterValue() -> String? {
        place += 1
        skip(while: Self.isBlank)
        guard peek() == UInt8(ascii: "\"") else {
            // Some registries leave out the quotes around an address.
            let start = place
            skip { $0 != UInt8(ascii: ",") && !Self.isBlank($0) }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }
        place += 1
        var value: [UInt8] = []
        while let byte = peek() {
            place += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), let escaped = peek() {
                place += 1
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        return nil
    }

    /// Skips the single token that stands in place of parameters, as in `Negotiate YII=`.
    private mutating func skipToken68() {
        let start = place
        skip { Self.isTokenByte($0) || $0 == UInt8(ascii: "/") }
        guard place > start else { return }
        skip { $0 == UInt8(ascii: "=") }
        let end = place
        skip(while: Self.isBlank)
        // Something else follows, so this was the name of a parameter.
        if let next = peek(), next != UInt8(ascii: ",") { place = start } else if end == bytes.count { place = end }
    }

    private mutating func token() -> String? {
        let start = place
        skip(while: Self.isTokenByte)
        return place > start ? String(decoding: bytes[start..<place], as: UTF8.self) : nil
    }

    private func peek() -> UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while place < bytes.count, condition(bytes[place]) { place += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// The characters of a token (RFC 9110, section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
