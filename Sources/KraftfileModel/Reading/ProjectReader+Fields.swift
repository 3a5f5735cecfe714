import UnikraftCore

extension ProjectReader {
    /// The entries of a mapping by the names of their rules. Unknown keys, keys of other versions and pairs of
    /// keys that mean the same are reported.
    ///
    /// - Parameters:
    ///   - node: A mapping.
    ///   - table: Its keys.
    /// - Returns: The entries to read.
    mutating func fields(of node: YAMLNode, table: KeyTable) -> [String: YAMLEntry] {
        var fields: [String: YAMLEntry] = [:]
        for entry in node.mapping ?? [] {
            guard let key = keyText(entry.key) else { continue }
            if table.allowsExtensions, version < .v07, key.hasPrefix("x-") { continue }
            guard let rule = table.rule(named: key), isDefined(rule) else {
                reportUnknown(key, entry.key.range, table)
                continue
            }
            if let other = fields[rule.name] {
                error(
                    .conflictingKeys, "'\(key)' means the same as '\(other.key.scalar ?? rule.name)'",
                    at: entry.key.range, remedy: "Keep one of the two.")
                continue
            }
            checkUse(rule, key, entry.key.range, table)
            if case .ignored = rule.effect(version) { continue }
            fields[rule.name] = entry
        }
        return fields
    }

    /// A key's text, which is kept even where YAML takes it for a number or boolean.
    mutating func keyText(_ node: YAMLNode) -> String? {
        guard let text = node.scalar, !text.isEmpty else {
            error(.wrongType, "a key must be a text", at: node.range, remedy: "Write one word before the ':'.")
            return nil
        }
        return text
    }

    /// Keys that came later are known in older files, where tools read them too; keys that were dropped are not
    /// known in newer ones.
    private func isDefined(_ rule: KeyRule) -> Bool {
        version <= rule.versions.upperBound
    }

    private mutating func checkUse(_ rule: KeyRule, _ key: String, _ range: Range<Int>, _ table: KeyTable) {
        if version < rule.versions.lowerBound {
            warn(
                .newerKey, "'\(key)' came with version \(rule.versions.lowerBound) of the specification", at: range,
                remedy: "Write 'spec: \(rule.versions.lowerBound)'.")
        }
        switch rule.effect(version) {
        case .read: break
        case .ignored(let remedy):
            warn(.ignoredKey, "'\(key)' has no effect in \(table.subject)", at: range, remedy: remedy)
        case .deprecated(let remedy):
            warn(.deprecatedKey, "'\(key)' is deprecated in version \(version)", at: range, remedy: remedy)
        }
    }

    private mutating func reportUnknown(_ key: String, _ range: Range<Int>, _ table: KeyTable) {
        let severity: Diagnostic.Severity = version == .v07 ? .error : .warning
        let names = table.rules.filter(isDefined).flatMap(\.names)
        let suggestion = !found.hasRoom(for: severity) ? nil : SpellingSuggestion.closest(to: key, among: names)
        let known = table.rules.filter(isDefined).map(\.name).joined(separator: ", ")
        report(
            severity, .unknownKey,
            "'\(PrintableText.of(key))' is not a key of \(table.subject)", at: range,
            remedy: suggestion.map { "Did you mean '\($0)'?" }
                ?? (known.isEmpty ? "Remove it." : "Use one of: \(known)."), suggestion: suggestion)
    }

    /// The nodes of a list; a single text is not taken for one.
    mutating func list(_ node: YAMLNode, _ subject: String, remedy: String) -> [YAMLNode] {
        guard let nodes = node.sequence else {
            wrongType(subject, "a list", node, remedy: remedy)
            return []
        }
        return nodes
    }

    /// A boolean, of which YAML 1.1 has many spellings.
    mutating func boolean(_ node: YAMLNode, _ subject: String) -> Bool? {
        if let text = node.scalar {
            if case .boolean(let value) = ScalarType(node, text: text) { return value }
            if text == "true" { return true }
            if text == "false" { return false }
        }
        wrongType(subject, "true or false", node, remedy: "Write true or false.")
        return nil
    }
}
