import UnikraftCore

extension ProjectReader {
    mutating func error(
        _ code: Diagnostic.Code, _ message: String, at range: Range<Int>?, remedy: String, suggestion: String? = nil
    ) {
        report(.error, code, message, at: range, remedy: remedy, suggestion: suggestion)
    }

    mutating func warn(
        _ code: Diagnostic.Code, _ message: String, at range: Range<Int>?, remedy: String, suggestion: String? = nil
    ) {
        report(.warning, code, message, at: range, remedy: remedy, suggestion: suggestion)
    }

    /// Reports a value of the wrong type.
    mutating func wrongType(_ subject: String, _ expected: String, _ node: YAMLNode, remedy: String) {
        let found =
            switch node.content {
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .scalar(let text):
                switch ScalarType(node, text: text) {
                case .absent: "nothing"
                case .boolean: "the boolean '\(PrintableText.of(text))'"
                case .integer, .float: "the number '\(PrintableText.of(text))'"
                case .text: "the text '\(PrintableText.of(text, limit: 30))'"
                }
            }
        error(.wrongType, "\(subject) must be \(expected), and is \(found)", at: node.range, remedy: remedy)
    }

    /// Reads a name, which is a text that is not empty.
    mutating func name(_ node: YAMLNode, _ subject: String) -> String? {
        guard let text = text(node, subject, mustBeText: true) else { return nil }
        if !text.isEmpty { return text }
        error(.missingValue, "\(subject) is empty", at: node.range, remedy: "Write a name, or remove the key.")
        return nil
    }

    /// Reads a text. A number or boolean without quotes is kept as it is written.
    ///
    /// - Parameters:
    ///   - node: The value.
    ///   - subject: What it is, for messages.
    ///   - mustBeText: Whether other tools refuse a number or boolean there.
    /// - Returns: The text; nil after a report.
    mutating func text(_ node: YAMLNode, _ subject: String, mustBeText: Bool = false) -> String? {
        guard let text = node.scalar else {
            wrongType(subject, "a text", node, remedy: "Write one text.")
            return nil
        }
        let type = ScalarType(node, text: text)
        let quoted = "'\(text)'"
        switch type {
        case .absent:
            error(
                .missingValue, "\(subject) has no value", at: node.range,
                remedy: "Write a value, or remove the key.")
            return nil
        case .boolean where node.alias == nil:
            warn(
                .unquotedScalar, "\(subject) is '\(text)' without quotes, which YAML takes for a boolean",
                at: node.range, remedy: "Put it in quotes.", suggestion: quoted)
        case .integer where type.changesWhenPrinted(text), .float where type.changesWhenPrinted(text):
            warn(
                .lostPrecision,
                "\(subject) is the number \(PrintableText.of(text)) without quotes, which other tools change",
                at: node.range, remedy: "Put it in quotes, so that every digit is kept.", suggestion: quoted)
        case .integer where mustBeText, .float where mustBeText:
            warn(
                .unquotedScalar, "\(subject) is a number without quotes, which other tools refuse", at: node.range,
                remedy: "Put it in quotes.", suggestion: quoted)
        default: break
        }
        return text
    }
}
