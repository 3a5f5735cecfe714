import UnikraftCore

extension ProjectReader {
    /// Reads options: a mapping, or a list of `NAME=VALUE`.
    mutating func kconfig(_ node: YAMLNode) -> KconfigOptions {
        if let nodes = node.sequence { return kconfigList(nodes) }
        guard let entries = node.mapping else {
            wrongType("'kconfig'", "a mapping or a list", node, remedy: "Write 'CONFIG_NAME: value' below the key.")
            return []
        }
        var options: [(option: KconfigOption, range: Range<Int>)] = []
        for entry in entries {
            guard let name = keyText(entry.key), checkName(name, entry.key.range),
                let value = kconfigValue(entry.value, name: name, key: entry.key.range)
            else { continue }
            options.append((KconfigOption(name, value), entry.key.range))
        }
        return unique(options)
    }

    /// Names that differ only in `CONFIG_` are one option.
    private mutating func unique(_ options: [(option: KconfigOption, range: Range<Int>)]) -> KconfigOptions {
        var seen: Set<String> = []
        for (option, range) in options where !seen.insert(option.name).inserted {
            warn(
                .repeatedItem, "\(option.name) is set before, with or without CONFIG_; the last value counts",
                at: range, remedy: "Keep one of the two.")
        }
        return KconfigOptions(options.map(\.option))
    }

    private mutating func kconfigList(_ nodes: [YAMLNode]) -> KconfigOptions {
        var options: [(option: KconfigOption, range: Range<Int>)] = []
        for node in nodes {
            guard let text = text(node, "an item of 'kconfig'") else { continue }
            guard let equals = text.firstIndex(of: "="), text.index(after: equals) < text.endIndex else {
                error(
                    .missingValue, "the option '\(PrintableText.of(text))' has no value", at: node.range,
                    remedy: "Write NAME=VALUE.", suggestion: text.contains("=") ? nil : "\(text)=y")
                continue
            }
            let name = String(text[..<equals])
            let value = String(text[text.index(after: equals)...])
            guard checkName(name, node.range), checkLine(value, node.range) else { continue }
            options.append((KconfigOption(name, KconfigValue(value)), node.range))
        }
        return unique(options)
    }

    private mutating func checkName(_ name: String, _ range: Range<Int>) -> Bool {
        let isWord = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || $0 == UInt8(ascii: "_")
        }
        guard isWord, !name.isEmpty, name != "CONFIG_" else {
            error(
                .invalidValue, "'\(PrintableText.of(name))' is not the name of an option", at: range,
                remedy: "Use letters, digits and '_', as in CONFIG_LIBRAMFS.")
            return false
        }
        return true
    }

    private mutating func checkLine(_ value: String, _ range: Range<Int>) -> Bool {
        guard value.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d }) else { return true }
        error(
            .invalidValue, "the value of an option cannot hold a line break", at: range,
            remedy: "Write it in one line.")
        return false
    }

    private mutating func kconfigValue(_ node: YAMLNode, name: String, key: Range<Int>) -> KconfigValue? {
        guard let text = node.scalar else {
            wrongType(
                "the value of \(PrintableText.of(name))", "a single value", node,
                remedy: "Write y, n, a number or a text.")
            return nil
        }
        switch ScalarType(node, text: text) {
        case .absent:
            error(
                .missingValue, "\(PrintableText.of(name)) has no value", at: node.range.isEmpty ? key : node.range,
                remedy: "Write y, n, a number or a text; an empty text is \"\".")
            return nil
        case .boolean(let isOn): return isOn ? .yes : .no
        case .float:
            warn(
                .kconfigFloat,
                "\(PrintableText.of(name)) is a number with a decimal point, which Kconfig does not have",
                at: node.range, remedy: "Write an integer, or put the text in quotes.")
            return .string(text)
        case .integer, .text: return checkLine(text, node.range) ? KconfigValue(text) : nil
        }
    }
}
