import UnikraftCore

extension Report {
    /// How far into an instruction a piece of text is looked for, in bytes.
    private static let searchLimit = 1 << 16

    /// The place of a piece of text in an instruction.
    ///
    /// - Parameters:
    ///   - text: The text as written.
    ///   - instruction: The instruction.
    /// - Returns: The place of the first occurrence that is no part of a longer word, else of the first; the
    ///   instruction's first line when there is none.
    func place(of text: String, in instruction: Instruction) -> Range<Int> {
        if isFull { return instruction.range }
        let bytes = source.bytes
        let range = instruction.range.clamped(to: 0..<bytes.count)
        let needle = Array(text.utf8)
        let end = min(range.upperBound, range.lowerBound + Self.searchLimit)
        var partial: Range<Int>?
        if let first = needle.first, needle.count <= end - range.lowerBound {
            for start in range.lowerBound...(end - needle.count)
            where bytes[start] == first && bytes[start..<(start + needle.count)].elementsEqual(needle) {
                let found = start..<(start + needle.count)
                let isWhole =
                    !(start > range.lowerBound && Self.isWordByte(bytes[start - 1]) && Self.isWordByte(first))
                    && !(found.upperBound < end && Self.isWordByte(bytes[found.upperBound]))
                if isWhole { return found }
                partial = partial ?? found
            }
        }
        if let partial { return partial }
        let lineEnd = bytes[range].firstIndex(of: 0x0a) ?? range.upperBound
        return range.lowerBound..<lineEnd
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// Adds a problem with a piece of text in an instruction.
    ///
    /// - Parameters:
    ///   - error: The problem.
    ///   - text: The text as written.
    ///   - instruction: The instruction.
    ///   - severity: How bad it is.
    mutating func add(
        _ error: DockerfileError, _ text: String, in instruction: Instruction, as severity: Diagnostic.Severity = .error
    ) {
        add(severity, code: error.code, error.message, at: place(of: text, in: instruction))
    }
}
