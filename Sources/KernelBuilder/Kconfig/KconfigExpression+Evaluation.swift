/// The values of all symbols, for evaluating conditions.
public struct KconfigValues: Sendable {
    private let lookup: @Sendable (String) -> String?

    /// Creates the values.
    ///
    /// - Parameter lookup: The value of a symbol without quotes; nil for one that no file defines. A symbol that
    ///   is defined and has no value is `n` or empty.
    public init(_ lookup: @escaping @Sendable (String) -> String?) {
        self.lookup = lookup
    }

    /// The value of a symbol; one that no file defines stands for its own name (Kconfig language, section
    /// "Menu dependencies": a non-symbol converts to a constant symbol).
    ///
    /// - Parameter name: The symbol's name.
    /// - Returns: The value without quotes.
    public func value(of name: String) -> String { lookup(name) ?? name }

    /// Whether a file defines the symbol.
    ///
    /// - Parameter name: The symbol's name.
    /// - Returns: Whether it is defined.
    public func isDefined(_ name: String) -> Bool { lookup(name) != nil }
}

extension KconfigExpression {
    /// Whether the condition holds; `m` counts as true, because Unikraft has no modules.
    ///
    /// - Parameter values: The values of the symbols.
    /// - Returns: Whether it holds.
    public func holds(_ values: KconfigValues) -> Bool {
        switch self {
        case .constant, .symbol: ["y", "m"].contains(operand(values))
        case .comparison(let left, let comparison, let right):
            comparison.holds(left.operand(values), right.operand(values))
        case .not(let inner): !inner.holds(values)
        case .all(let terms): terms.allSatisfy { $0.holds(values) }
        case .any(let terms): terms.contains { $0.holds(values) }
        }
    }

    /// The terms that keep the condition from holding.
    ///
    /// - Parameter values: The values of the symbols.
    /// - Returns: One text a term, each with the value that it has now; empty when the condition holds.
    public func unmetTerms(_ values: KconfigValues) -> [UnmetDependency] {
        guard !holds(values) else { return [] }
        switch self {
        case .all(let terms): return terms.flatMap { $0.unmetTerms(values) }
        case .any(let terms):
            let names = terms.reduce(into: Set<String>()) { $0.formUnion($1.symbols) }
            return [UnmetDependency(self, symbols: names, values)]
        default: return [UnmetDependency(self, symbols: symbols, values)]
        }
    }

    private func operand(_ values: KconfigValues) -> String {
        switch self {
        case .constant(let text): text
        case .symbol(let name): values.value(of: name)
        default: holds(values) ? "y" : "n"
        }
    }
}

extension KconfigExpression.Comparison {
    fileprivate func holds(_ left: String, _ right: String) -> Bool {
        if let left = Self.number(left), let right = Self.number(right) { return compare(left, right) }
        return compare(left, right)
    }

    private func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    private static func number(_ text: String) -> Int64? {
        text.hasPrefix("0x") || text.hasPrefix("0X") ? Int64(text.dropFirst(2), radix: 16) : Int64(text)
    }
}
