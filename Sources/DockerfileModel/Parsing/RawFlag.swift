/// A flag as it stands in the text.
struct RawFlag {
    /// The name without hyphens.
    let name: String
    /// What follows the equals sign; nil when there is none.
    let value: String?
    /// Its place in the logical line.
    let range: Range<Int>

    /// Reads the flags at the start of an instruction's arguments. Quotes are removed; `--` ends the flags.
    ///
    /// - Parameters:
    ///   - bytes: The logical line.
    ///   - range: The arguments.
    ///   - escape: The escape character.
    /// - Returns: The flags, and the rest of the arguments.
    static func read(_ bytes: [UInt8], _ range: Range<Int>, escape: UInt8) -> (flags: [RawFlag], rest: Range<Int>) {
        let end = range.upperBound
        var flags: [RawFlag] = []
        var index = range.lowerBound
        while true {
            while case let length = WhiteSpace.length(bytes, at: index, end: end), length > 0 { index += length }
            guard index + 1 < end, bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-") else {
                return (flags, index..<end)
            }
            let start = index
            let word = word(bytes, &index, end: end, escape: escape)
            if word == [UInt8(ascii: "-"), UInt8(ascii: "-")] { return (flags, index..<end) }
            let equals = word.firstIndex(of: UInt8(ascii: "="))
            flags.append(
                RawFlag(
                    name: String(decoding: word[2..<max(2, equals ?? word.count)], as: UTF8.self),
                    value: equals.map { String(decoding: word[($0 + 1)...], as: UTF8.self) },
                    range: start..<index))
        }
    }

    private static func word(_ bytes: [UInt8], _ index: inout Int, end: Int, escape: UInt8) -> [UInt8] {
        var word: [UInt8] = []
        var quote: UInt8?
        while index < end {
            let byte = bytes[index]
            if quote == nil, WhiteSpace.length(bytes, at: index, end: end) > 0 { break }
            index += 1
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte == escape {
                guard index < end else { break }
                word.append(bytes[index])
                index += 1
            } else {
                word.append(byte)
            }
        }
        return word
    }
}
