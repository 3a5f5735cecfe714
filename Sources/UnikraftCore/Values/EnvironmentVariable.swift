/// A variable of a program's environment.
public struct EnvironmentVariable: Sendable, Hashable {
    /// The name; not empty, without `=`.
    public var name: String
    /// The value.
    public var value: String

    /// Creates a variable.
    ///
    /// - Parameters:
    ///   - name: The name; not empty, without `=`.
    ///   - value: The value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Reads `NAME=value`, or `NAME` alone, whose value is that of another environment; nil when it is not set there.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - inherited: The value of a variable there.
    /// - Throws: ``InvalidValue`` when there is no name.
    public init?(parsing text: String, inheriting inherited: (String) -> String?) throws(InvalidValue) {
        let name = String(text.prefix { $0 != "=" })
        guard !name.isEmpty else {
            throw InvalidValue(
                kind: "environment variable", text: text, reason: "it has no name",
                remedy: "Write it as NAME=value, or NAME for the value that it has here.")
        }
        if let equals = text.firstIndex(of: "=") {
            self.init(name: name, value: String(text[text.index(after: equals)...]))
        } else if let value = inherited(name) {
            self.init(name: name, value: value)
        } else {
            return nil
        }
    }
}

extension EnvironmentVariable: CustomStringConvertible {
    /// The form `name=value`.
    public var description: String { "\(name)=\(value)" }
}
