/// Turns the text of an ignore pattern into parts.
enum IgnorePatternReader {
    /// Reads a pattern.
    ///
    /// - Parameter bytes: The cleaned pattern.
    /// - Returns: The parts; nil when the pattern is malformed.
    static func read(_ bytes: [UInt8]) -> [IgnorePattern.Part]? {
        var parts: [IgnorePattern.Part] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "*"):
                guard index < bytes.count, bytes[index] == byte else {
                    if parts.last != .many { parts.append(.many) }
                    continue
                }
                index += 1
                if index < bytes.count, bytes[index] == UInt8(ascii: "/") { index += 1 }
                parts += index == bytes.count ? [.anything] : [.directories, .directoriesBody]
            case UInt8(ascii: "?"): parts.append(.one)
            case UInt8(ascii: "["):
                guard let set = set(bytes, &index) else { return nil }
                parts.append(.set(set))
            case UInt8(ascii: "\\"):
                guard index < bytes.count else { return nil }
                parts.append(.byte(bytes[index]))
                index += 1
            default: parts.append(.byte(byte))
            }
        }
        return parts
    }

    /// Reads a class behind its bracket.
    private static func set(_ bytes: [UInt8], _ index: inout Int) -> IgnorePattern.CharacterSet? {
        var result = IgnorePattern.CharacterSet()
        if index < bytes.count, bytes[index] == UInt8(ascii: "^") {
            result.isNegated = true
            index += 1
        }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "]"), !result.ranges.isEmpty {
                index += 1
                return result
            }
            guard let low = scalar(bytes, &index) else { return nil }
            var high = low
            if index < bytes.count, bytes[index] == UInt8(ascii: "-") {
                index += 1
                guard let end = scalar(bytes, &index) else { return nil }
                high = end
            }
            // A range that runs backwards holds nothing, and yet makes the class not empty.
            guard low <= high else { return nil }
            result.ranges.append(low...high)
        }
        return nil
    }

    /// Reads one character of a class, which may be escaped.
    private static func scalar(_ bytes: [UInt8], _ index: inout Int) -> UInt32? {
        guard index < bytes.count, bytes[index] != UInt8(ascii: "-"), bytes[index] != UInt8(ascii: "]") else {
            return nil
        }
        if bytes[index] == UInt8(ascii: "\\") {
            index += 1
            guard index < bytes.count else { return nil }
        }
        let (scalar, length) = UTF8Scalar.decode(bytes, at: index)
        index += length
        return scalar.value
    }
}

/// Decodes single characters of UTF-8.
enum UTF8Scalar {
    /// The character at an index.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - index: A valid index.
    /// - Returns: The character and its length; U+FFFD and 1 for a byte that begins none.
    static func decode(_ bytes: [UInt8], at index: Int) -> (Unicode.Scalar, Int) {
        let byte = bytes[index]
        if byte < 0x80 { return (Unicode.Scalar(byte), 1) }
        let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
        guard index + length <= bytes.count else { return ("\u{fffd}", 1) }
        let scalars = String(decoding: bytes[index..<(index + length)], as: UTF8.self).unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first, scalar != "\u{fffd}" else { return ("\u{fffd}", 1) }
        return (scalar, length)
    }
}
