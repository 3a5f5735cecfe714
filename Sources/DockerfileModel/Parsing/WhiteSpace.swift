/// What counts as a blank. Three sets are in use, as in BuildKit's parser.
enum WhiteSpace {
    /// The blanks that separate a keyword from its arguments, and the items of a plain list:
    /// tab, vertical tab, form feed, carriage return and space.
    ///
    /// - Parameter byte: A byte.
    /// - Returns: Whether it is one of them.
    static func separates(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || (0x0b...0x0d).contains(byte)
    }

    /// The blanks that may stand between the continuation character and the end of the line.
    ///
    /// - Parameter byte: A byte.
    /// - Returns: Whether it is a space or a tab.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }

    /// The length of a scalar with the Unicode property White_Space.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - index: Where the scalar begins.
    ///   - end: Where the text ends.
    /// - Returns: 1 to 3 bytes, or 0 when another scalar is there.
    static func length(_ bytes: [UInt8], at index: Int, end: Int) -> Int {
        guard index < end else { return 0 }
        let first = bytes[index]
        if first < 0x80 { return first == 0x20 || (0x09...0x0d).contains(first) ? 1 : 0 }
        guard index + 1 < end else { return 0 }
        let second = bytes[index + 1]
        if first == 0xc2 { return second == 0x85 || second == 0xa0 ? 2 : 0 }
        guard index + 2 < end else { return 0 }
        let third = bytes[index + 2]
        switch (first, second, third) {
        case (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8), (0xe2, 0x80, 0xa9),
            (0xe2, 0x80, 0xaf), (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80):
            return 3
        default: return 0
        }
    }

    /// Drops white space at both ends.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - range: The part to look at.
    /// - Returns: The part without white space at its ends.
    static func trim(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while case let length = length(bytes, at: start, end: end), length > 0 { start += length }
        trailing: while end > start {
            for width in 1...3 where end - width >= start {
                if length(bytes, at: end - width, end: end) == width {
                    end -= width
                    continue trailing
                }
            }
            break
        }
        return start..<end
    }
}
