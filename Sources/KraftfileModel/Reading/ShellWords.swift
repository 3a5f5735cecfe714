/// Splits a command line into words by the quoting rules of POSIX (XCU, section 2.2); nothing is expanded.
enum ShellWords {
    /// Splits a line.
    ///
    /// - Parameter line: The line.
    /// - Returns: The words; nil when a quote is not closed or a backslash ends the line.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var scalars = line.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar {
            case " ", "\t", "\n", "\r":
                if let finished = word { words.append(String(finished)) }
                word = nil
            case "'":
                var quoted = word ?? .init()
                while true {
                    guard let next = scalars.next() else { return nil }
                    if next == "'" { break }
                    quoted.append(next)
                }
                word = quoted
            case "\"":
                var quoted = word ?? .init()
                while true {
                    guard let next = scalars.next() else { return nil }
                    if next == "\"" { break }
                    guard next == "\\" else {
                        quoted.append(next)
                        continue
                    }
                    guard let escaped = scalars.next() else { return nil }
                    // A backslash in double quotes is itself before any other character.
                    if !["\"", "\\", "$", "`", "\n"].contains(escaped) { quoted.append("\\") }
                    if escaped != "\n" { quoted.append(escaped) }
                }
                word = quoted
            case "\\":
                guard let escaped = scalars.next() else { return nil }
                if escaped == "\n" { continue }
                var extended = word ?? .init()
                extended.append(escaped)
                word = extended
            default:
                var extended = word.take() ?? .init()
                extended.append(scalar)
                word = extended
            }
        }
        if let word { words.append(String(word)) }
        return words
    }
}
