import UnikraftCore

extension ProjectReader {
    /// Reads the environment: a list of `NAME=VALUE` and `NAME`, or a mapping.
    mutating func environment(_ node: YAMLNode) -> [EnvironmentEntry] {
        var variables: [(EnvironmentEntry, Range<Int>)] = []
        if let nodes = node.sequence {
            for item in nodes {
                guard let text = text(item, "an item of 'env'") else { continue }
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                variables.append((EnvironmentEntry(parts[0], parts.count == 2 ? parts[1] : nil), item.range))
            }
        } else if let entries = node.mapping {
            for entry in entries {
                guard let name = keyText(entry.key) else { continue }
                guard let value = optionalText(entry.value, "the variable '\(PrintableText.of(name))'") else {
                    continue
                }
                variables.append((EnvironmentEntry(name, value), entry.key.range))
            }
        } else {
            wrongType("'env'", "a list or a mapping", node, remedy: "Write '- NAME=value' below the key.")
        }
        var result: [EnvironmentEntry] = []
        var places: [String: Int] = [:]
        for (variable, range) in variables {
            guard !variable.name.isEmpty, !variable.name.contains("=") else {
                error(.invalidValue, "a variable has no name", at: range, remedy: "Write NAME=value.")
                continue
            }
            if let place = places[variable.name] {
                warn(
                    .repeatedItem,
                    "the variable '\(PrintableText.of(variable.name))' stands twice; the last value counts",
                    at: range, remedy: "Keep one of the two.")
                result[place] = variable
            } else {
                places[variable.name] = result.count
                result.append(variable)
            }
        }
        return result
    }

    /// A text that may be absent: it is then empty.
    private mutating func optionalText(_ node: YAMLNode, _ subject: String) -> String? {
        if let text = node.scalar, ScalarType(node, text: text) == .absent { return "" }
        return text(node, subject)
    }

    mutating func labels(_ node: YAMLNode) -> [Label] {
        guard let entries = node.mapping else {
            wrongType("'labels'", "a mapping", node, remedy: "Write 'key: value' below the key.")
            return []
        }
        return entries.compactMap { entry in
            guard let key = keyText(entry.key) else { return nil }
            if version == .v07, !isLabelKey(key) {
                error(
                    .invalidValue, "'\(PrintableText.of(key))' is not the key of a label", at: entry.key.range,
                    remedy: "Use letters, digits, '.', '_', '/' and '-'.")
            }
            return optionalText(entry.value, "the label '\(PrintableText.of(key))'").map { Label(key, $0) }
        }
    }

    private func isLabelKey(_ key: String) -> Bool {
        key.utf8.allSatisfy {
            (0x2d...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || $0 == UInt8(ascii: "_")
        }
    }

    /// Reads the command. A text is split as a shell does. So is a list of one element with white space, which
    /// other tools hand on as it is for the guest to split; elements of longer lists are kept whole.
    mutating func command(_ node: YAMLNode) -> [String]? {
        guard let nodes = node.sequence else {
            guard node.mapping == nil else {
                wrongType("'cmd'", "a list or a text", node, remedy: "Write [\"/program\", \"argument\"].")
                return nil
            }
            return text(node, "'cmd'").flatMap { split($0, node.range) }
        }
        var words: [String] = []
        for item in nodes {
            guard let word = text(item, "an element of 'cmd'") else { continue }
            if word.isEmpty {
                warn(
                    .invalidValue, "an empty argument cannot be passed to a unikernel", at: item.range,
                    remedy: "Remove it.")
            }
            words.append(word)
        }
        guard let word = words.first, words.count == 1, nodes.count == 1, word.contains(where: \.isWhitespace) else {
            return words
        }
        let parts = split(word, nodes[0].range)
        if let parts {
            let list = parts.map { YAMLText.doubleQuoted($0) }.joined(separator: ", ")
            warn(
                .splitCommand, "'cmd' has one element with white space, which is split into \(parts.count)",
                at: nodes[0].range, remedy: "Write each argument as an element of its own.", suggestion: list)
        }
        return parts
    }

    private mutating func split(_ text: String, _ range: Range<Int>) -> [String]? {
        if let words = ShellWords.split(text) { return words }
        error(
            .invalidValue, "'cmd' has a quote without its end", at: range,
            remedy: "Close the quote, or write a list with one element for each argument.")
        return nil
    }
}
