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
