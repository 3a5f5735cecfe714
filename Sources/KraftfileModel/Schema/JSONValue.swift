import UnikraftCore

/// A JSON value (RFC 8259) with the order of its members.
indirect enum JSONValue: Sendable, Hashable {
    case object([Member])
    case array([JSONValue])
    case string(String)
    case number(String)
    case boolean(Bool)

    struct Member: Sendable, Hashable {
        var name: String
        var value: JSONValue
    }

    /// An object of these members.
    static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member(name: $0.key, value: $0.value) })
    }

    /// The text, with two blanks a level; short arrays stay in one line.
    func text(indentation: Int = 0) -> String {
        let blanks = String(repeating: " ", count: indentation + 2)
        let close = "\n" + String(repeating: " ", count: indentation)
        switch self {
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map {
                blanks + JSONText.string($0.name) + ": " + $0.value.text(indentation: indentation + 2)
            }
            return "{\n" + lines.joined(separator: ",\n") + close + "}"
        case .array(let values):
            let isShort = values.allSatisfy {
                switch $0 {
                case .object, .array: false
                case .string, .number, .boolean: true
                }
            }
            if isShort { return "[" + values.map { $0.text() }.joined(separator: ", ") + "]" }
            let lines = values.map { blanks + $0.text(indentation: indentation + 2) }
            return "[\n" + lines.joined(separator: ",\n") + close + "]"
        case .string(let text): return JSONText.string(text)
        case .number(let text): return text
        case .boolean(let value): return value ? "true" : "false"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}
