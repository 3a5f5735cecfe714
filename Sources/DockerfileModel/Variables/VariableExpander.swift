/// Replaces variables in a word of a Dockerfile and removes its quotes (Dockerfile reference,
/// "Environment replacement").
///
/// The forms are `$name`, `${name}`, `${name:-word}`, `${name-word}`, `${name:+word}`, `${name+word}`,
/// `${name:?word}`, `${name?word}`, `${name#pattern}`, `${name##pattern}`, `${name%pattern}`,
/// `${name%%pattern}`, `${name/pattern/text}` and `${name//pattern/text}`. Words and patterns may hold
/// variables themselves. In a pattern `?` stands for one character and `*` for any number, none of them a
/// line feed; a backslash takes their meaning away.
public struct VariableExpander: Sendable, Hashable {
    /// What becomes of quotes.
    public enum Quoting: Sendable, Hashable {
        /// They group, and are removed.
        case removed
        /// They group, and are kept.
        case kept
        /// They are characters like others, as in a here-document.
        case ignored
    }

    /// The character that takes away the meaning of the next one.
    public var escape: EscapeCharacter
    /// What becomes of quotes.
    public var quoting: Quoting
    /// Whether escape characters stay in the text.
    public var keepsEscapes: Bool
    /// Whether a variable without a value stays as it is written, instead of becoming empty.
    public var keepsUnset: Bool

    /// The largest number of bytes that variables may add to one file. A step of a pattern counts for several.
    public static let defaultBudget = 4 << 20

    /// Creates an expander.
    ///
    /// - Parameters:
    ///   - escape: The escape character.
    ///   - quoting: What becomes of quotes.
    ///   - keepsEscapes: Whether escape characters stay in the text.
    ///   - keepsUnset: Whether a variable without a value stays as it is written.
    public init(
        escape: EscapeCharacter = .backslash, quoting: Quoting = .removed, keepsEscapes: Bool = false,
        keepsUnset: Bool = false
    ) {
        self.escape = escape
        self.quoting = quoting
        self.keepsEscapes = keepsEscapes
        self.keepsUnset = keepsUnset
    }

    /// Replaces the variables of a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - lookup: Gives a variable's value, or nil when it is not set.
    /// - Returns: The text without variables.
    /// - Throws: ``DockerfileError`` with the code `bad-substitution`, `missing-variable` or
    ///   `expansion-limit`, and the offset in the text.
    public func expand(_ text: String, lookup: (String) -> String?) throws(DockerfileError) -> String {
        var budget = Self.defaultBudget
        return try expansion(of: text, budget: &budget, lookup: lookup).text
    }

    /// Replaces the variables of a text and splits it at white space that is not quoted.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - lookup: Gives a variable's value, or nil when it is not set.
    /// - Returns: The words; none of them is empty.
    /// - Throws: ``DockerfileError`` as ``expand(_:lookup:)`` does.
    public func words(of text: String, lookup: (String) -> String?) throws(DockerfileError) -> [String] {
        var run = ExpansionRun(Array(text.utf8), rules: self, budget: Self.defaultBudget, splits: true)
        _ = try run.process(until: nil, rawEscapes: keepsEscapes, lookup: lookup)
        return run.finishedWords()
    }

    /// Replaces the variables of a text and tells which they were.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - budget: What variables may still add in bytes; lowered by what was used.
    ///   - lookup: Gives a variable's value, or nil when it is not set.
    /// - Returns: The text and the names of the variables.
    /// - Throws: ``DockerfileError`` as ``expand(_:lookup:)`` does.
    public func expansion(
        of text: String, budget: inout Int, lookup: (String) -> String?
    ) throws(DockerfileError) -> Expansion {
        let bytes = Array(text.utf8)
        guard needsWork(bytes) else { return Expansion(text: text) }
        var run = ExpansionRun(bytes, rules: self, budget: budget, splits: false)
        defer { budget = run.budget }
        let result = try run.process(until: nil, rawEscapes: keepsEscapes, lookup: lookup)
        return Expansion(text: String(decoding: result, as: UTF8.self), used: run.used, missing: run.missing)
    }

    /// Whether a text holds a character with a meaning.
    private func needsWork(_ bytes: [UInt8]) -> Bool {
        bytes.contains {
            $0 == UInt8(ascii: "$") || $0 == escape.rawValue || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"")
        }
    }
}

extension VariableExpander {
    /// A text without variables, and the names that were in it.
    public struct Expansion: Sendable, Hashable {
        /// The text.
        public var text: String
        /// The variables that have a value, each once, in order.
        public var used: [String]
        /// The variables that have none, each once, in order.
        public var missing: [String]

        /// Creates a result.
        ///
        /// - Parameters:
        ///   - text: The text.
        ///   - used: The variables that have a value.
        ///   - missing: The variables that have none.
        public init(text: String, used: [String] = [], missing: [String] = []) {
            self.text = text
            self.used = used
            self.missing = missing
        }
    }
}
