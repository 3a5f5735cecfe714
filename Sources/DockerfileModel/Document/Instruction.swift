/// One instruction of a Dockerfile with its place.
public struct Instruction: Sendable, Hashable {
    /// A flag before the arguments, as in `--from=builder`.
    public struct Flag: Sendable, Hashable {
        /// The name without hyphens.
        public var name: String
        /// The value without quotes; nil when there is no equals sign.
        public var value: String?

        /// Creates a flag.
        ///
        /// - Parameters:
        ///   - name: The name without hyphens.
        ///   - value: The value; nil when there is no equals sign.
        public init(name: String, value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// The first word as written, in any case.
    public var word: String
    /// Which instruction it is; nil when the word names none.
    public var keyword: Keyword?
    /// What it says; ``Kind/unreadable`` when it has an error.
    public var kind: Kind
    /// All its flags in order.
    public var flags: [Flag]
    /// The here-documents that belong to it, in order.
    public var heredocs: [Heredoc]
    /// The whole instruction as one line, without here-documents.
    public var text: String
    /// The comment lines directly above it, without their number signs.
    public var comments: [String]
    /// Its bytes in the file, here-documents included.
    public var range: Range<Int>
    /// Its lines in the file, from 1, here-documents included.
    public var lines: ClosedRange<Int>
    /// The way from ``text`` to the file; empty when it stands on one line.
    var map = SourceMap()

    /// Creates an instruction.
    ///
    /// - Parameters:
    ///   - word: The first word as written.
    ///   - kind: What it says.
    ///   - flags: All its flags in order.
    ///   - heredocs: The here-documents that belong to it.
    ///   - text: The whole instruction as one line.
    ///   - comments: The comment lines directly above it.
    ///   - range: Its bytes in the file.
    ///   - lines: Its lines in the file, from 1.
    public init(
        word: String, kind: Kind, flags: [Flag] = [], heredocs: [Heredoc] = [], text: String,
        comments: [String] = [], range: Range<Int> = 0..<0, lines: ClosedRange<Int> = 0...0
    ) {
        self.word = word
        keyword = Keyword(parsing: word)
        self.kind = kind
        self.flags = flags
        self.heredocs = heredocs
        self.text = text
        self.comments = comments
        self.range = range
        self.lines = lines
    }

    /// An instruction with the way from its text to the file.
    init(
        word: String, kind: Kind, flags: [Flag], heredocs: [Heredoc], text: String, comments: [String],
        range: Range<Int>, lines: ClosedRange<Int>, map: SourceMap
    ) {
        self.init(
            word: word, kind: kind, flags: flags, heredocs: heredocs, text: text, comments: comments, range: range,
            lines: lines)
        self.map = map
    }

    /// The part of the file that a part of ``text`` came from.
    ///
    /// - Parameter part: Offsets in the text's UTF-8.
    /// - Returns: Offsets in the file.
    func sourceRange(_ part: Range<Int>) -> Range<Int> {
        guard map.isEmpty else { return map.range(part) }
        return (range.lowerBound + part.lowerBound)..<(range.lowerBound + part.upperBound)
    }
}
