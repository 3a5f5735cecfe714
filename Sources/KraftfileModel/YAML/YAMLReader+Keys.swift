import UnikraftCore

extension YAMLReader {
    /// Whether the line goes on with a key and its colon. Nothing is consumed.
    func isAtImplicitKey() -> Bool {
        var index = position
        func at(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
        switch at(index) {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let quote = at(index)
            index += 1
            while at(index) != quote {
                if Self.isBreak(at(index)) { return false }
                index += quote == UInt8(ascii: "\"") && at(index) == UInt8(ascii: "\\") ? 2 : 1
            }
            index += 1
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "#"):
            return false
        default:
            while !(at(index) == UInt8(ascii: ":") && Self.isBreakOrBlank(at(index + 1))) {
                if Self.isBreak(at(index)) { return false }
                if at(index) == UInt8(ascii: "#"), Self.isBreakOrBlank(at(index - 1)) { return false }
                index += 1
            }
            return index > position
        }
        while at(index) == 0x20 || at(index) == 0x09 { index += 1 }
        return at(index) == UInt8(ascii: ":") && Self.isBreakOrBlank(at(index + 1))
    }

    /// Reads a key and the colon behind it.
    mutating func readImplicitKey() throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        guard isAtImplicitKey() else { throw missingColon() }
        let countBefore = nodeCount
        let properties = try readProperties()
        if properties.isPresent { _ = try skipToToken() }
        var key: YAMLNode =
            switch byte() {
            case UInt8(ascii: "\""): try readDoubleQuoted()
            case UInt8(ascii: "'"): try readSingleQuoted()
            case UInt8(ascii: "*"): try readAlias()
            default: try readPlain(minimum: .max, isFlow: false)
            }
        attach(properties, to: &key, countBefore: countBefore)
        while byte() == 0x20 || byte() == 0x09 { position += 1 }
        guard byte() == UInt8(ascii: ":") else {
            throw error(
                "a ':' is expected behind the key", at: start..<max(start + 1, position), remedy: "Write 'key: value'.")
        }
        position += 1
        return key
    }

    /// What to say about a line in a mapping that is no key.
    private func missingColon() -> YAMLSyntaxError {
        var end = position
        while end < bytes.count, !Self.isBreak(bytes[end]) { end += 1 }
        let line = bytes[position..<end]
        if isAtIndicator(":") {
            return error(
                "a key is missing before ':'", at: position..<position + 1, remedy: "Write 'key: value'.")
        }
        if let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > position, line[position] != UInt8(ascii: "[") {
            return error(
                "a space is missing behind ':'", at: colon..<colon + 1, remedy: "Write 'key: value'.")
        }
        return error(
            "this line is no 'key: value'", at: position..<end, remedy: "Put a ':' and a space behind the key.")
    }

    /// What to say about a key behind another key in one line, or below a value.
    func misplacedKey() -> YAMLSyntaxError {
        var colon = position
        while colon < bytes.count, bytes[colon] != UInt8(ascii: ":") || !Self.isBreakOrBlank(byte(colon + 1 - position))
        {
            colon += 1
        }
        return error(
            "a key cannot stand here: the line has a value already", at: position..<max(position + 1, colon + 1),
            remedy: "Put it on a line of its own, or quote the text when ': ' is part of it.")
    }

    /// What to say about a token that belongs to nothing.
    func unexpectedToken(isNewLine: Bool, mapping indentation: Int?) -> YAMLSyntaxError {
        var end = position
        while end < bytes.count, !Self.isBreak(bytes[end]) { end += 1 }
        let range = position..<max(position + 1, end)
        guard isNewLine else {
            if isAtIndicator(":") {
                return error(
                    "a ':' cannot stand here", at: position..<position + 1,
                    remedy: "Quote the text when ': ' is part of it.")
            }
            return error(
                "nothing may follow the value in this line", at: range,
                remedy: "Remove it, or quote the whole value.")
        }
        guard let indentation else {
            return error(
                "this line belongs to nothing above it", at: range,
                remedy: "A Kraftfile is one mapping: write 'key: value' without indentation.")
        }
        return error(
            "this line is indented by \(column) instead of \(indentation)", at: range,
            remedy: "Give the entries of one mapping or list the same indentation.")
    }
}
