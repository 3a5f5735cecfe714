/// Reads the JSON form of an instruction's arguments (RFC 8259).
enum JSONArguments {
    /// What a text that begins with a bracket is.
    enum Reading: Equatable {
        /// An array of strings.
        case strings([String])
        /// An array with other values in it; the first of them is at this offset.
        case otherValues(Int)
        /// No JSON; the first wrong byte is at this offset.
        case notJSON(Int)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - range: The part to read, without blanks at its ends.
    /// - Returns: What it is; nil when it does not begin with a bracket.
    static func read(_ bytes: [UInt8], _ range: Range<Int>) -> Reading? {
        guard !range.isEmpty, bytes[range.lowerBound] == UInt8(ascii: "[") else { return nil }
        var reader = JSONReader(bytes: bytes, index: range.lowerBound + 1, end: range.upperBound)
        var strings: [String] = []
        var firstOther: Int?
        reader.skipBlanks()
        if reader.take("]") { return reader.isAtEnd ? .strings([]) : .notJSON(reader.index) }
        repeat {
            reader.skipBlanks()
            let start = reader.index
            if reader.peek == UInt8(ascii: "\"") {
                guard let string = reader.string() else { return .notJSON(reader.index) }
                strings.append(string)
            } else {
                guard reader.skipValue() else { return .notJSON(reader.index) }
                firstOther = firstOther ?? start
            }
            reader.skipBlanks()
        } while reader.take(",")
        guard reader.take("]"), reader.isAtEnd else { return .notJSON(reader.index) }
        return firstOther.map { .otherValues($0) } ?? .strings(strings)
    }
}
