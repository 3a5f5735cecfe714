import UnikraftCore

/// A value of JSON (RFC 8259), written with its members in the order that they are given.
indirect enum JSONTree {
    case string(String)
    case array([JSONTree])
    case object([(String, JSONTree?)])

    /// The text, two blanks a level.
    func text(indent: String = "") -> String {
        let deeper = indent + "  "
        switch self {
        case .string(let value): return JSONText.string(value)
        case .array(let values):
            guard !values.isEmpty else { return "[]" }
            let lines = values.map { deeper + $0.text(indent: deeper) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            let lines = members.compactMap { name, value in
                value.map { "\(deeper)\(JSONText.string(name)): \($0.text(indent: deeper))" }
            }
            return lines.isEmpty ? "{}" : "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }
}
