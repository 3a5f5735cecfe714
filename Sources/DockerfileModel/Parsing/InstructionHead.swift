/// An instruction's keyword, flags and the place of its arguments.
struct InstructionHead {
    /// The first word as written.
    let word: String
    /// The first word's place in the logical line.
    let wordRange: Range<Int>
    /// Which instruction it is; nil when it is none.
    let keyword: Keyword?
    /// Its flags.
    let flags: [RawFlag]
    /// The place of the arguments behind the flags, without blanks at the ends.
    let arguments: Range<Int>
    /// The arguments when they are in JSON form; nil in shell form or where there is no JSON form.
    let json: JSONArguments.Reading?
    /// The place from the keyword to the end.
    let range: Range<Int>

    /// Reads the head of an instruction.
    ///
    /// - Parameters:
    ///   - line: The logical line.
    ///   - range: The part that the instruction takes.
    ///   - escape: The escape character.
    init(_ line: LogicalLine, _ range: Range<Int>, escape: UInt8) {
        let bytes = line.bytes
        let trimmed = WhiteSpace.trim(bytes, range)
        var index = trimmed.lowerBound
        while index < trimmed.upperBound, !WhiteSpace.separates(bytes[index]) { index += 1 }
        wordRange = trimmed.lowerBound..<index
        word = line.text(wordRange)
        keyword = Keyword(parsing: word)
        while index < trimmed.upperBound, WhiteSpace.separates(bytes[index]) { index += 1 }
        let read = RawFlag.read(bytes, index..<trimmed.upperBound, escape: escape)
        flags = read.flags
        arguments = WhiteSpace.trim(bytes, read.rest)
        self.range = trimmed
        switch keyword {
        case .add, .cmd, .copy, .entrypoint, .run, .shell, .volume: json = JSONArguments.read(bytes, arguments)
        default: json = nil
        }
    }

    /// Whether here-documents may follow.
    var takesHeredocs: Bool {
        guard keyword?.takesHeredocs ?? false else { return false }
        if case .strings = json { return false }
        return true
    }
}
