import UnikraftCore

extension ExpansionRun {
    /// Reads what begins with a dollar sign.
    mutating func dollar(_ lookup: (String) -> String?) throws(DockerfileError) -> [UInt8] {
        let start = index
        index += 1
        guard peek == UInt8(ascii: "{") else {
            let name = name()
            guard !name.isEmpty else { return [UInt8(ascii: "$")] }
            if let value = try value(name, lookup) { return Array(value.utf8) }
            return rules.keepsUnset ? Array("$\(name)".utf8) : []
        }
        guard depth < Self.depthLimit else {
            throw failure("${…} stands more than \(Self.depthLimit) deep in others", .expansionLimit, at: start)
        }
        depth += 1
        defer { depth -= 1 }
        index += 1
        return try braced(start, lookup)
    }

    /// Reads `${…}` from behind the brace.
    ///
    /// - Parameters:
    ///   - start: The offset of the dollar sign, for messages.
    ///   - lookup: Gives a variable's value.
    /// - Returns: The text in its place.
    /// - Throws: ``DockerfileError`` for a wrong form.
    private mutating func braced(_ start: Int, _ lookup: (String) -> String?) throws(DockerfileError) -> [UInt8] {
        switch peek {
        case nil: throw failure("'}' is missing at the end of ${…}", at: start)
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ":"):
            throw failure("${…} names no variable", at: start)
        default: break
        }
        let name = name()
        guard var modifier = next() else { throw failure("'}' is missing at the end of ${…}", at: start) }
        let emptyIsUnset = modifier == UInt8(ascii: ":")
        if emptyIsUnset {
            guard let following = next() else { throw failure("'}' is missing at the end of ${…}", at: start) }
            modifier = following
        }
        let written = (emptyIsUnset ? ":" : "") + String(Character(Unicode.Scalar(modifier)))
        switch modifier {
        case UInt8(ascii: "}") where !emptyIsUnset:
            if let value = try value(name, lookup) { return Array(value.utf8) }
            return rules.keepsUnset ? Array("${\(name)}".utf8) : []
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            let word = try process(until: UInt8(ascii: "}"), from: start, rawEscapes: false, lookup: lookup)
            let value = try value(name, lookup)
            if value == nil, rules.keepsUnset { return kept(name, written, word) }
            return try alternative(modifier, name, value, word, emptyIsUnset, start)
        case UInt8(ascii: "#"), UInt8(ascii: "%"):
            guard !emptyIsUnset else { break }
            let word = try process(until: UInt8(ascii: "}"), from: start, rawEscapes: true, lookup: lookup)
            guard let value = try value(name, lookup) else {
                return rules.keepsUnset ? kept(name, written, word) : []
            }
            return try trimmed(value, modifier, word)
        case UInt8(ascii: "/"):
            guard !emptyIsUnset else { break }
            return try replaced(name, start, lookup)
        default: break
        }
        if WhiteSpace.separates(modifier) || modifier == 0x0a {
            throw failure("'}' is missing at the end of ${…}", at: start)
        }
        throw failure("${…} does not know '\(PrintableText.of(written))' behind a name", at: start)
    }

    /// `${name-word}`, `${name+word}` and `${name?word}`, with and without a colon.
    private func alternative(
        _ modifier: UInt8, _ name: String, _ value: String?, _ word: [UInt8], _ emptyIsUnset: Bool,
        _ start: Int
    ) throws(DockerfileError) -> [UInt8] {
        let isUsable = value.map { !(emptyIsUnset && $0.isEmpty) } ?? false
        switch modifier {
        case UInt8(ascii: "-"): return isUsable ? Array((value ?? "").utf8) : word
        case UInt8(ascii: "+"): return isUsable ? word : []
        default:
            if isUsable { return Array((value ?? "").utf8) }
            let reason = value == nil ? "is not set" : "is empty"
            let text = word.isEmpty ? reason : String(decoding: word, as: UTF8.self)
            throw failure("\(PrintableText.of(name)): \(PrintableText.whole(text))", .missingVariable, at: start)
        }
    }

    /// `${name#pattern}` and `${name%pattern}`; a doubled sign takes the longest match.
    private mutating func trimmed(
        _ value: String, _ modifier: UInt8, _ word: [UInt8]
    ) throws(DockerfileError) -> [UInt8] {
        let isLongest = word.first == modifier
        let pattern = try pattern(isLongest ? word.dropFirst() : word[...])
        let scalars = Array(value.unicodeScalars)
        if modifier == UInt8(ascii: "#") {
            let length = try pattern.prefixLength(in: scalars, longest: isLongest, budget: &budget)
            return Self.bytes(scalars[(length ?? 0)...])
        }
        let length = try pattern.reversed().prefixLength(
            in: scalars.reversed(), longest: isLongest, budget: &budget)
        return Self.bytes(scalars[..<(scalars.count - (length ?? 0))])
    }

    /// `${name/pattern/text}` and `${name//pattern/text}`.
    private mutating func replaced(
        _ name: String, _ start: Int, _ lookup: (String) -> String?
    ) throws(DockerfileError) -> [UInt8] {
        let all = peek == UInt8(ascii: "/")
        if all { index += 1 }
        let word = try process(until: UInt8(ascii: "/"), from: start, rawEscapes: true, lookup: lookup)
        let text = try process(until: UInt8(ascii: "}"), from: start, rawEscapes: true, lookup: lookup)
        let value = try value(name, lookup)
        if value == nil, rules.keepsUnset { return kept(name, "/", word + [UInt8(ascii: "/")] + text) }
        // A variable without a value counts as empty, and a pattern may match the empty text.
        let scalars = Array((value ?? "").unicodeScalars)
        return try pattern(word[...]).replacing(in: scalars, with: text, all: all, budget: &budget)
    }

    private func pattern(_ word: ArraySlice<UInt8>) throws(DockerfileError) -> ShellPattern {
        guard let pattern = ShellPattern(String(decoding: word, as: UTF8.self)) else {
            throw failure("a backslash in a pattern stands before '*', '?', '/', '}' or a backslash only")
        }
        return pattern
    }

    private func kept(_ name: String, _ modifier: String, _ word: [UInt8]) -> [UInt8] {
        Array("${\(name)\(modifier)".utf8) + word + [UInt8(ascii: "}")]
    }

    static func bytes(_ scalars: ArraySlice<Unicode.Scalar>) -> [UInt8] {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return Array(String(view).utf8)
    }

    /// Reads a name: digits, one of the shell's special parameters, or letters, digits and underscores.
    private mutating func name() -> String {
        let start = index
        while let (scalar, length) = scalar(at: index) {
            let isDigit = scalar.properties.numericType == .decimal
            if index == start, isDigit {
                while let (digit, width) = self.scalar(at: index), digit.properties.numericType == .decimal {
                    index += width
                }
                break
            }
            if index == start, "@*#?-$!".unicodeScalars.contains(scalar) {
                index += length
                break
            }
            guard scalar == "_" || isDigit || Self.isLetter(scalar) else { break }
            index += length
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return (0x41...0x5a).contains(scalar.value & ~0x20) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }

    /// The scalar at an offset with its length in bytes; nil at the end.
    private func scalar(at offset: Int) -> (Unicode.Scalar, Int)? {
        guard offset < bytes.count else { return nil }
        let byte = bytes[offset]
        if byte < 0x80 { return (Unicode.Scalar(byte), 1) }
        let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
        let slice = bytes[offset..<min(bytes.count, offset + length)]
        return String(decoding: slice, as: UTF8.self).unicodeScalars.first.map { ($0, slice.count) }
    }
}
