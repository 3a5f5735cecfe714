/// Variables of make, with the text functions that URLs are made with (GNU make manual, "Functions for
/// Transforming Text").
struct MakeVariables: Sendable {
    /// The values as written; nil in the inner optional for one that is not known.
    private var values: [String: String?] = [:]
    private static let depthLimit = 32
    private static let sizeLimit = 1 << 16

    /// The value of a variable as written; nil when it is not known or not set.
    subscript(name: String) -> String? {
        get { (values[name] ?? nil).flatMap { expand($0) } }
        set { values[name] = .some(newValue) }
    }

    /// Sets a variable as `=`, `:=`, `?=` or `+=` does.
    mutating func assign(_ name: String, _ value: String, sign: Character?, isCertain: Bool) {
        guard isCertain else {
            values[name] = .some(nil)
            return
        }
        switch sign {
        case ":": values[name] = .some(expand(value))
        case "?": if values[name] == nil { values[name] = .some(value) }
        case "+":
            let old = values[name] ?? .some("")
            values[name] = .some(old.flatMap { $0.utf8.count < Self.sizeLimit ? "\($0) \(value)" : nil })
        default: values[name] = .some(value)
        }
    }

    /// A text with its variables and functions replaced; nil when something in it is not known.
    func expand(_ text: String) -> String? {
        expand(text, depth: 0)
    }

    private func expand(_ text: String, depth: Int) -> String? {
        guard depth < Self.depthLimit else { return nil }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            guard let open = rest.first else { return nil }
            if open == "$" {
                result.append("$")
                rest = rest.dropFirst()
                continue
            }
            guard open == "(" || open == "{", let inner = Self.enclosed(rest) else { return nil }
            rest = rest.dropFirst(inner.count + 2)
            guard let value = evaluate(inner, depth: depth + 1) else { return nil }
            result += value
            guard result.utf8.count <= Self.sizeLimit else { return nil }
        }
        return result + rest
    }

    /// What stands between the brackets that the text begins with.
    private static func enclosed(_ text: Substring) -> Substring? {
        var depth = 0
        for (offset, character) in text.enumerated() {
            if character == "(" || character == "{" { depth += 1 }
            if character == ")" || character == "}" {
                depth -= 1
                if depth == 0 { return text.dropFirst().prefix(offset - 1) }
            }
        }
        return nil
    }

    private func evaluate(_ inner: Substring, depth: Int) -> String? {
        guard let space = inner.firstIndex(of: " ") else {
            guard let name = expand(String(inner), depth: depth), !name.contains(":"), let value = values[name] else {
                // Make takes a variable that nobody set as empty.
                return inner.contains(":") ? nil : ""
            }
            return value.flatMap { expand($0, depth: depth) }
        }
        let function = inner[..<space]
        var arguments: [String] = []
        for argument in Self.arguments(inner[inner.index(after: space)...]) {
            guard let value = expand(argument, depth: depth) else { return nil }
            arguments.append(value)
        }
        return MakeFunction.apply(String(function), arguments)
    }

    /// Splits at commas outside brackets, up to the bracket that closes the call.
    static func arguments(_ text: Substring) -> [String] {
        var arguments = [""]
        var depth = 0
        for character in text {
            if character == "(" || character == "{" { depth += 1 }
            if character == ")" || character == "}" {
                depth -= 1
                if depth < 0 { break }
            }
            if character == ",", depth == 0 {
                arguments.append("")
            } else {
                arguments[arguments.count - 1].append(character)
            }
        }
        return arguments
    }

    /// The two sides of `(a,b)`, `"a" "b"` or `'a' 'b'`.
    static func comparands(_ text: String) -> (String, String)? {
        if text.hasPrefix("("), text.hasSuffix(")") {
            let sides = arguments(text.dropFirst())
            return sides.count == 2 ? (sides[0].trimmed, sides[1].trimmed) : nil
        }
        guard let quote = text.first, quote == "\"" || quote == "'" else { return nil }
        let parts = text.split(separator: quote, omittingEmptySubsequences: false)
        return parts.count == 5 ? (String(parts[1]), String(parts[3])) : nil
    }
}
