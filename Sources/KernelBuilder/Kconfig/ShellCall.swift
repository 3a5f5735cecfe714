/// The shell calls of Unikraft's Kconfig files, computed without a shell.
enum ShellCall {
    /// Computes what a call prints.
    ///
    /// - Parameter command: The command with its macros expanded.
    /// - Returns: Its output; nil when the command is not one of those that are known.
    static func evaluate(_ command: String) -> String? {
        let words = split(command)
        guard let program = words.first else { return nil }
        if program.hasSuffix("/config-submenu.sh") { return submenu(words.dropFirst()) }
        if words.count == 10, words[0] == "test", words[2] == "=", words[4] == "&&", words[5] == "echo",
            words[7] == "||", words[8] == "echo"
        {
            return words[1] == words[3] ? words[6] : words[9]
        }
        return nil
    }

    /// `support/build/config-submenu.sh`: the `Config.uk` of every library named, in order.
    private static func submenu(_ arguments: ArraySlice<String>) -> String? {
        var title = ""
        var parts: [String] = []
        var excluded = ""
        var rest = arguments
        while let option = rest.popFirst() {
            switch option {
            case "-q": continue
            case "-o": _ = rest.popFirst()
            case "-t": title = rest.popFirst() ?? ""
            case "-e": excluded = rest.popFirst() ?? ""
            case "-l", "-r", "-c":
                let value = rest.popFirst() ?? ""
                if !value.isEmpty { parts.append(option.dropFirst() + value) }
            default: return nil
            }
        }
        let separator = String(KconfigMacros.separator)
        return KconfigMacros.submenuMark + separator
            + ([title, excluded] + parts).joined(separator: separator)
    }

    /// Splits at white space; single and double quotes group.
    static func split(_ command: String) -> [String] {
        var words: [String] = []
        var current: String?
        var quote: Character?
        for character in command {
            if let open = quote {
                if character == open {
                    quote = nil
                } else {
                    current = (current ?? "") + String(character)
                }
            } else if character == "'" || character == "\"" {
                quote = character
                current = current ?? ""
            } else if character == " " || character == "\t" {
                if let word = current { words.append(word) }
                current = nil
            } else {
                current = (current ?? "") + String(character)
            }
        }
        if let word = current { words.append(word) }
        return words
    }
}
