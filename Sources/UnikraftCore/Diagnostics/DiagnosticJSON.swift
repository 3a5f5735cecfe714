extension Diagnostic {
    /// The diagnostic as one JSON object (RFC 8259) on one line, with the members `severity`, `code`,
    /// `message`, and where known `file`, `line`, `column`, `excerpt`, `mark` (`offset`, `length`),
    /// `suggestion` and `remedy`, in this order.
    public var json: String {
        var members = [
            ("severity", JSONText.string(severity.rawValue)), ("code", JSONText.string(code.description)),
            ("message", JSONText.string(message)),
        ]
        if let location {
            members.append(("file", JSONText.string(location.file)))
            members.append(("line", String(location.line)))
            members.append(("column", String(location.column)))
        }
        if let excerpt {
            members.append(("excerpt", JSONText.string(excerpt.text)))
            members.append(("mark", "{\"offset\":\(excerpt.markOffset),\"length\":\(excerpt.markLength)}"))
        }
        if let suggestion { members.append(("suggestion", JSONText.string(suggestion))) }
        if let remedy { members.append(("remedy", JSONText.string(remedy))) }
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }
}

extension Sequence<Diagnostic> {
    /// The diagnostics as a JSON array (RFC 8259), one object a line.
    public var json: String {
        let objects = map(\.json).joined(separator: ",\n")
        return objects.isEmpty ? "[]" : "[\n\(objects)\n]"
    }
}

/// Writes the pieces of a JSON text (RFC 8259).
package enum JSONText {
    /// A string literal (section 7): quotes, backslashes and control characters are escaped.
    ///
    /// - Parameter text: The value.
    /// - Returns: The literal with its quotes.
    package static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1f}", "\u{7f}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
