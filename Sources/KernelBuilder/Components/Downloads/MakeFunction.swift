/// The functions of make that need nothing but their arguments.
enum MakeFunction {
    /// Applies a function.
    ///
    /// - Parameters:
    ///   - name: The function's name.
    ///   - arguments: Its arguments, expanded.
    /// - Returns: The result; nil for a function that is not one of these.
    static func apply(_ name: String, _ arguments: [String]) -> String? {
        let words = (arguments.last ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        switch (name, arguments.count) {
        case ("subst", 3):
            return arguments[0].isEmpty ? arguments[2] : arguments[2].replacing(arguments[0], with: arguments[1])
        case ("strip", 1): return words.joined(separator: " ")
        case ("notdir", 1): return map(words) { $0.split(separator: "/").last.map(String.init) ?? "" }
        case ("basename", 1): return map(words, basename)
        case ("suffix", 1):
            return words.map { String($0.dropFirst(basename($0).count)) }.filter { !$0.isEmpty }.joined(separator: " ")
        case ("firstword", 1): return words.first ?? ""
        case ("lastword", 1): return words.last ?? ""
        case ("word", 2):
            return Int(arguments[0].trimmed).flatMap { words.indices.contains($0 - 1) ? words[$0 - 1] : "" }
        case ("addprefix", 2): return map(words) { arguments[0] + $0 }
        case ("addsuffix", 2): return map(words) { $0 + arguments[0] }
        case ("if", 2), ("if", 3):
            return arguments[0].trimmed.isEmpty ? (arguments.count == 3 ? arguments[2] : "") : arguments[1]
        case ("call", 2): return arguments[0] == "qstrip" ? arguments[1].replacing("\"", with: "").trimmed : nil
        default: return nil
        }
    }

    private static func map(_ words: [String], _ change: (String) -> String) -> String {
        words.map(change).joined(separator: " ")
    }

    private static func basename(_ word: String) -> String {
        guard let dot = word.lastIndex(of: "."), !word[dot...].contains("/") else { return word }
        return String(word[..<dot])
    }
}
