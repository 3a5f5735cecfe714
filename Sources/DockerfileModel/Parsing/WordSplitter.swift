/// Splits the arguments of `ENV`, `LABEL` and `ARG` at blanks that are not quoted. Quotes and escape
/// characters stay in the words: they are removed when variables are replaced.
enum WordSplitter {
    /// Splits a text.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - range: The part to split.
    ///   - escape: The escape character.
    /// - Returns: The words with their places. One at the end of the text is dropped.
    static func split(_ bytes: [UInt8], _ range: Range<Int>, escape: UInt8) -> [(text: String, range: Range<Int>)] {
        var words: [(String, Range<Int>)] = []
        var index = range.lowerBound
        let end = range.upperBound
        while true {
            while case let length = WhiteSpace.length(bytes, at: index, end: end), length > 0 { index += length }
            guard index < end else { return words }
            let start = index
            var word: [UInt8] = []
            var quote: UInt8?
            while index < end {
                let byte = bytes[index]
                if quote == nil, WhiteSpace.length(bytes, at: index, end: end) > 0 { break }
                if byte == escape, quote != UInt8(ascii: "'") {
                    index += 1
                    // The escape character at the very end has nothing to escape.
                    guard index < end else { break }
                    word.append(byte)
                    word.append(bytes[index])
                    index += 1
                    continue
                }
                if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                    quote = byte
                } else if byte == quote {
                    quote = nil
                }
                word.append(byte)
                index += 1
            }
            if !word.isEmpty { words.append((String(decoding: word, as: UTF8.self), start..<index)) }
        }
    }

    /// Splits a text at runs of separators; quotes have no meaning.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - range: The part to split.
    /// - Returns: The items with their places.
    static func list(_ bytes: [UInt8], _ range: Range<Int>) -> [(text: String, range: Range<Int>)] {
        var items: [(String, Range<Int>)] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if WhiteSpace.separates(bytes[index]) {
                index += 1
                continue
            }
            let start = index
            while index < range.upperBound, !WhiteSpace.separates(bytes[index]) { index += 1 }
            items.append((String(decoding: bytes[start..<index], as: UTF8.self), start..<index))
        }
        return items
    }
}
