/// A word such as `<<EOF`, `<<-"EOF"` or `3<<EOF`, which announces a here-document.
struct HeredocWord {
    /// The delimiter without quotes.
    let name: String
    /// Whether no part of the delimiter is quoted.
    let expands: Bool
    /// Whether a hyphen follows `<<`.
    let stripsTabs: Bool
    /// The digits before `<<`, or 0.
    let descriptor: UInt

    /// Reads a word; nil when it announces nothing.
    ///
    /// - Parameter word: The word with its quotes.
    init?(_ word: String) {
        let bytes = Array(word.utf8)
        var index = 0
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        guard index + 2 < bytes.count, bytes[index] == UInt8(ascii: "<"), bytes[index + 1] == UInt8(ascii: "<") else {
            return nil
        }
        descriptor = UInt(String(decoding: bytes[..<index], as: UTF8.self)) ?? 0
        index += 2
        stripsTabs = bytes[index] == UInt8(ascii: "-")
        if stripsTabs { index += 1 }
        while index < bytes.count, bytes[index] == 0x20 || (0x09...0x0d).contains(bytes[index]) { index += 1 }
        let rest = bytes[index...]
        guard !rest.isEmpty, !rest.contains(UInt8(ascii: "<")) else { return nil }
        let delimiter = String(decoding: rest, as: UTF8.self)
        let plain = VariableExpander(keepsUnset: true)
        let quoted = VariableExpander(quoting: .kept, keepsUnset: true)
        guard let words = try? plain.words(of: delimiter, lookup: { _ in nil }), words.count == 1,
            let written = try? quoted.words(of: delimiter, lookup: { _ in nil }), written.count == 1
        else { return nil }
        name = words[0]
        expands = Self.quotes(words[0]) == Self.quotes(written[0])
    }

    private static func quotes(_ text: String) -> Int {
        text.utf8.reduce(0) { $1 == UInt8(ascii: "'") || $1 == UInt8(ascii: "\"") ? $0 + 1 : $0 }
    }

    /// The here-documents that an instruction's line announces, in order.
    ///
    /// - Parameter line: The whole instruction.
    /// - Returns: None when a quote of the line has no end: then the shell will complain.
    static func all(in line: String) -> [HeredocWord] {
        let splitter = VariableExpander(quoting: .kept, keepsEscapes: true, keepsUnset: true)
        let words = (try? splitter.words(of: line, lookup: { _ in nil })) ?? []
        return words.compactMap { $0.utf8.contains(UInt8(ascii: "<")) ? HeredocWord($0) : nil }
    }
}
