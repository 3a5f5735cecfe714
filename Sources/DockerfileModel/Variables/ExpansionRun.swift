/// The state while one text is expanded.
struct ExpansionRun {
    /// How deep `${…}` may stand in each other.
    static let depthLimit = 64

    let bytes: [UInt8]
    let rules: VariableExpander
    let escape: UInt8
    /// What variables may still add in bytes.
    var budget: Int
    var index = 0
    var depth = 0
    var rawEscapes: Bool
    private(set) var used: [String] = []
    private(set) var missing: [String] = []
    private var seen: Set<String> = []

    /// Whether words are gathered; they are at the outermost level only.
    private let splits: Bool
    private var words: [String] = []
    private var word: [UInt8] = []

    init(_ bytes: [UInt8], rules: VariableExpander, budget: Int, splits: Bool) {
        self.bytes = bytes
        self.rules = rules
        self.budget = budget
        self.splits = splits
        escape = rules.escape.rawValue
        rawEscapes = rules.keepsEscapes
    }

    /// The byte at the reading place; nil at the end.
    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Takes a byte.
    mutating func next() -> UInt8? {
        guard index < bytes.count else { return nil }
        index += 1
        return bytes[index - 1]
    }

    /// An error.
    ///
    /// - Parameters:
    ///   - message: What is wrong.
    ///   - problem: What kind it is.
    ///   - offset: Where; nil for the reading place.
    /// - Returns: The error.
    func failure(
        _ message: String, _ problem: DockerfileProblem = .badSubstitution, at offset: Int? = nil
    ) -> DockerfileError {
        DockerfileError(problem, message, offset: min(offset ?? index, bytes.count))
    }

    /// Takes from the budget.
    mutating func spend(_ amount: Int) throws(DockerfileError) {
        guard amount <= budget else {
            budget = 0
            throw failure("variables make the text larger than this module follows", .expansionLimit)
        }
        budget -= amount
    }

    /// Reads up to a stop character, or to the end.
    ///
    /// - Parameters:
    ///   - stop: The character to stop behind; nil for the end.
    ///   - start: Where `${` stands that the stop character ends, for messages.
    ///   - rawEscapes: Whether escape characters are kept.
    ///   - lookup: Gives a variable's value.
    /// - Returns: The text without variables.
    /// - Throws: ``DockerfileError`` for a wrong form.
    mutating func process(
        until stop: UInt8?, from start: Int = 0, rawEscapes: Bool, lookup: (String) -> String?
    ) throws(DockerfileError) -> [UInt8] {
        let outerEscapes = self.rawEscapes
        self.rawEscapes = rawEscapes
        defer { self.rawEscapes = outerEscapes }
        var result: [UInt8] = []
        let gathers = splits && depth == 0
        while let byte = peek {
            if byte == stop {
                index += 1
                return result
            }
            switch byte {
            case UInt8(ascii: "$"):
                let value = try dollar(lookup)
                result += value
                if gathers { addWords(value) }
            case UInt8(ascii: "'") where rules.quoting != .ignored:
                let quoted = try singleQuoted()
                result += quoted
                if gathers { word += quoted }
            case UInt8(ascii: "\"") where rules.quoting != .ignored:
                let quoted = try doubleQuoted(lookup)
                result += quoted
                if gathers { word += quoted }
            case UInt8(ascii: "<") where gathers:
                let mark = heredocMark()
                result += mark
                word += mark
            case escape:
                index += 1
                var text: [UInt8] = self.rawEscapes ? [byte] : []
                if let escaped = next() { text.append(escaped) }
                result += text
                if gathers { word += text }
            default:
                let blank = gathers ? WhiteSpace.length(bytes, at: index, end: bytes.count) : 0
                if blank > 0 {
                    result += bytes[index..<(index + blank)]
                    index += blank
                    endWord()
                } else {
                    result.append(byte)
                    if gathers { word.append(byte) }
                    index += 1
                }
            }
        }
        if let stop {
            throw failure("'\(Character(Unicode.Scalar(stop)))' is missing at the end of ${…}", at: start)
        }
        return result
    }

    /// The words read so far.
    mutating func finishedWords() -> [String] {
        endWord()
        return words
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        words.append(String(decoding: word, as: UTF8.self))
        word = []
    }

    /// Adds the value of a variable, which is split at its blanks.
    private mutating func addWords(_ value: [UInt8]) {
        var at = 0
        while at < value.count {
            let blank = WhiteSpace.length(value, at: at, end: value.count)
            if blank > 0 {
                endWord()
                at += blank
            } else {
                word.append(value[at])
                at += 1
            }
        }
    }

    /// Reads `<`, or `<<` with the blanks behind it, which belong to the word.
    private mutating func heredocMark() -> [UInt8] {
        index += 1
        guard peek == UInt8(ascii: "<") else { return [UInt8(ascii: "<")] }
        let start = index - 1
        index += 1
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0d { index += 1 }
        return Array(bytes[start..<index])
    }

    /// A variable's value, which counts against the budget.
    mutating func value(_ name: String, _ lookup: (String) -> String?) throws(DockerfileError) -> String? {
        let value = lookup(name)
        if seen.insert(name).inserted {
            if value == nil { missing.append(name) } else { used.append(name) }
        }
        if let value { try spend(value.utf8.count) }
        return value
    }
}
