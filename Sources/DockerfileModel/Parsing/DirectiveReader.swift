import UnikraftCore

/// Reads the parser directives at the top of a file.
struct DirectiveReader {
    /// The directives read so far.
    private(set) var result = ParserDirectives()
    private var seen: Set<String> = []
    private var isDone = false
    private var ignoresEscape = false

    /// The first line names an interpreter: Docker then reads `syntax` and `check`, and not `escape`.
    mutating func sawShebang() {
        ignoresEscape = true
    }

    /// Reads a line as a directive.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - line: The line without indent and line break.
    ///   - report: Gets the problems.
    /// - Returns: Whether the line is a directive. The first line that is none ends them.
    mutating func read(_ bytes: [UInt8], _ line: Range<Int>, _ report: inout Report) -> Bool {
        guard !isDone || (!line.isEmpty && bytes[line.lowerBound] == UInt8(ascii: "#")) else { return false }
        guard let (name, value) = Self.split(bytes, line) else {
            isDone = true
            return false
        }
        if isDone {
            if name == "escape" || name == "syntax" {
                report.add(
                    .warning, .badDirective, "'\(name)' is only a comment here", at: line,
                    remedy: "Move it to the top of the file, above other comments, empty lines and instructions.")
            }
            return false
        }
        let text = String(decoding: bytes[value], as: UTF8.self)
        guard seen.insert(name).inserted else {
            report.add(
                .error, .badDirective, "the directive '\(name)' is given twice", at: line, remedy: "Keep one of them.")
            return true
        }
        switch name {
        case "syntax": result.syntax = String(text.prefix { $0 != " " })
        case "escape": setEscape(text, value, &report)
        default:
            do throws(DockerfileError) {
                result.check = try CheckOptions(parsing: String(text.prefix { $0 != " " }))
                warnAboutUnknownRules(value, &report)
            } catch {
                report.add(.error, .badDirective, error.message, at: value, remedy: error.remedy)
            }
        }
        return true
    }

    private func warnAboutUnknownRules(_ range: Range<Int>, _ report: inout Report) {
        let names = result.check.skippedRules.union(result.check.experimentalRules)
        for name in names.subtracting(CheckRule.names).sorted() {
            let meant =
                report.hasRoom(for: .warning) ? SpellingSuggestion.closest(to: name, among: CheckRule.names) : nil
            report.add(
                .warning, .badDirective, "there is no rule '\(PrintableText.of(name))'", at: range,
                remedy: meant.map { "Did you mean \($0)?" }
                    ?? "Use the name of a rule as a check prints it, for example UndefinedVar.")
        }
    }

    private mutating func setEscape(_ text: String, _ range: Range<Int>, _ report: inout Report) {
        if ignoresEscape { return }
        guard let escape = EscapeCharacter.allCases.first(where: { text == String($0.character) }) else {
            report.add(
                .error, .badDirective, "'\(PrintableText.of(text))' is no escape character", at: range,
                remedy: "Write a backslash or a backtick.")
            return
        }
        result.escape = escape
    }

    /// Splits `# name = value`.
    private static func split(_ bytes: [UInt8], _ line: Range<Int>) -> (name: String, value: Range<Int>)? {
        guard !line.isEmpty, bytes[line.lowerBound] == UInt8(ascii: "#") else { return nil }
        let body = WhiteSpace.trim(bytes, (line.lowerBound + 1)..<line.upperBound)
        guard let equals = bytes[body].firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = WhiteSpace.trim(bytes, body.lowerBound..<equals)
        let value = WhiteSpace.trim(bytes, (equals + 1)..<body.upperBound)
        guard name.count <= 8, !value.isEmpty else { return nil }
        let text = String(decoding: bytes[name], as: UTF8.self).lowercased()
        return ["syntax", "escape", "check"].contains(text) ? (text, value) : nil
    }
}
