/// A condition that does not hold, with the values that make it fail.
public struct UnmetDependency: Sendable, Hashable, CustomStringConvertible {
    /// The condition as the Kconfig file has it.
    public var condition: String
    /// The symbols in it, by name, each with its value; nil for one that no file defines.
    public var values: [String: String?]

    /// Creates the value.
    ///
    /// - Parameters:
    ///   - condition: The condition as the Kconfig file has it.
    ///   - values: The symbols in it with their values.
    public init(condition: String, values: [String: String?]) {
        self.condition = condition
        self.values = values
    }

    init(_ expression: KconfigExpression, symbols: Set<String>, _ values: KconfigValues) {
        condition = expression.description
        self.values = [:]
        for name in symbols where !["y", "m", "n"].contains(name) {
            self.values[name] = .some(values.isDefined(name) ? values.value(of: name) : nil)
        }
    }

    /// The condition and why it fails, for example `LIBUKVMEM (is n)`.
    public var description: String {
        let texts = values.sorted { $0.key < $1.key }.map { name, value in
            guard let value else { return "\(name) is not defined" }
            let shown = value.isEmpty ? "empty" : value
            return values.count == 1 && name == condition ? "is \(shown)" : "\(name) is \(shown)"
        }
        return texts.isEmpty ? condition : "\(condition) (\(texts.joined(separator: ", ")))"
    }
}
