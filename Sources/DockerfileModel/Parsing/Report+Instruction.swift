import UnikraftCore

extension Report {
    /// How far into an instruction a piece of text is looked for, in bytes.
    private static let searchLimit = 1 << 16

    /// Adds a problem with a piece of text in an instruction.
    ///
    /// - Parameters:
    ///   - severity: How bad it is.
    ///   - problem: What kind it is.
    ///   - message: What is wrong.
    ///   - text: The text as written; an empty one stands for the first line.
    ///   - instruction: The instruction.
    ///   - remedy: What to do.
    ///   - suggestion: What was probably meant.
    mutating func add(
        _ severity: Diagnostic.Severity, _ problem: DockerfileProblem, _ message: String, of text: String,
        in instruction: Instruction, remedy: String, suggestion: String? = nil
    ) {
        add(
            severity, code: problem.code, message, of: text, in: instruction, remedy: remedy, suggestion: suggestion)
    }

    /// As ``add(_:_:_:of:in:remedy:suggestion:)``, for any code and with a place in the text.
    ///
    /// - Parameters:
    ///   - severity: How bad it is.
    ///   - code: What kind it is.
    ///   - message: What is wrong.
    ///   - text: The text as written.
    ///   - offset: A place in the text to point at, in bytes; nil for all of it.
    ///   - isVariable: Whether the text is the name of a variable that stands behind a dollar sign.
    ///   - instruction: The instruction.
    ///   - remedy: What to do.
    ///   - suggestion: What was probably meant.
    mutating func add(
        _ severity: Diagnostic.Severity, code: Diagnostic.Code, _ message: String, of text: String,
        offset: Int? = nil, isVariable: Bool = false, in instruction: Instruction, remedy: String?,
        suggestion: String? = nil
    ) {
        let range = hasRoom(for: severity) ? place(of: text, offset, isVariable, instruction) : nil
        add(severity, code: code, message, at: range, remedy: remedy, suggestion: suggestion)
    }

    /// Adds a problem with a piece of text in an instruction.
    ///
    /// - Parameters:
    ///   - error: The problem; its offset counts in the text.
    ///   - text: The text as written.
    ///   - instruction: The instruction.
    ///   - severity: How bad it is.
    mutating func add(
        _ error: DockerfileError, _ text: String, in instruction: Instruction, as severity: Diagnostic.Severity = .error
    ) {
        // Once the budget is spent, every further variable would say so.
        if error.code == DockerfileProblem.expansionLimit.code {
            guard !isOverBudget else { return }
            isOverBudget = true
        }
        add(
            severity, code: error.code, error.message, of: text, offset: error.offset, in: instruction,
            remedy: error.remedy)
    }

    /// The place of a piece of text in an instruction.
    ///
    /// - Parameters:
    ///   - text: The text as written.
    ///   - offset: A place in the text to point at, in bytes; nil for all of it.
    ///   - isVariable: Whether it stands behind a dollar sign.
    ///   - instruction: The instruction.
    /// - Returns: The place of the text in the instruction, or else in its here-documents: of several the first
    ///   that stands alone, else the first that is no part of a longer word, else the first. The instruction's
    ///   first line when there is none.
    private func place(
        of text: String, _ offset: Int?, _ isVariable: Bool, _ instruction: Instruction
    ) -> Range<Int> {
        let count = text.utf8.count
        let needle = Array(text.utf8.prefix(256))
        func part(_ start: Int) -> Range<Int> {
            guard let offset else { return start..<(start + count) }
            let first = start + min(max(0, offset), count - 1)
            return first..<(first + 1)
        }
        let joined = Array(instruction.text.utf8.prefix(Self.searchLimit))
        if let start = Self.bestStart(of: needle, isVariable, in: joined[...]) {
            return instruction.sourceRange(part(start)).clamped(to: instruction.range)
        }
        let range = instruction.range.clamped(to: 0..<source.bytes.count)
        if !instruction.heredocs.isEmpty,
            let start = Self.bestStart(of: needle, isVariable, in: source.bytes[range].prefix(Self.searchLimit))
        {
            return part(start)
        }
        let lineEnd = source.bytes[range].firstIndex(of: 0x0a) ?? range.upperBound
        return range.lowerBound..<lineEnd
    }

    /// Where a text begins in another: the best of its occurrences.
    private static func bestStart(of needle: [UInt8], _ isVariable: Bool, in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = needle.first, let last = needle.last, needle.count <= bytes.count else { return nil }
        var best: (rank: Int, start: Int)?
        for start in bytes.startIndex...(bytes.endIndex - needle.count)
        where bytes[start] == first && bytes[start..<(start + needle.count)].elementsEqual(needle) {
            let end = start + needle.count
            let before = start > bytes.startIndex ? bytes[start - 1] : 0x20
            let after = end < bytes.endIndex ? bytes[end] : 0x20
            if isVariable, !isBehindDollar(start, bytes) { continue }
            let isPart = isWordByte(before) && isWordByte(first) || isWordByte(after) && isWordByte(last)
            let rank = isPart ? 2 : standsApart(before) && standsApart(after) ? 0 : 1
            if rank == 0 { return start }
            if rank < best?.rank ?? .max { best = (rank, start) }
        }
        return best?.start
    }

    /// Whether `$` or `${` stands directly before a place.
    private static func isBehindDollar(_ start: Int, _ bytes: ArraySlice<UInt8>) -> Bool {
        var before = bytes[..<start].suffix(2)
        if before.last == UInt8(ascii: "{") { before.removeLast() }
        return before.last == UInt8(ascii: "$")
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// Whether a byte stands between arguments, fields or values.
    private static func standsApart(_ byte: UInt8) -> Bool {
        WhiteSpace.separates(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ",")
            || byte == UInt8(ascii: "\"")
    }
}
