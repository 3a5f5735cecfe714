/// A condition of the Kconfig language (section "Menu dependencies").
public indirect enum KconfigExpression: Sendable, Hashable {
    /// How two values are compared.
    public enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// A fixed value: a quoted text.
    case constant(String)
    /// The value of a symbol.
    case symbol(String)
    /// A comparison of two symbols or constants.
    case comparison(KconfigExpression, Comparison, KconfigExpression)
    /// True when the other is false.
    case not(KconfigExpression)
    /// True when all are. Empty is true.
    case all([KconfigExpression])
    /// True when one is.
    case any([KconfigExpression])

    /// The expression that always holds.
    public static var always: KconfigExpression { .all([]) }

    /// Joins two conditions that must both hold.
    ///
    /// - Parameter other: The other condition.
    /// - Returns: The condition that both hold.
    public func and(_ other: KconfigExpression) -> KconfigExpression {
        switch (self, other) {
        case (.all(let left), .all(let right)): .all(left + right)
        case (.all(let left), _): .all(left + [other])
        case (_, .all(let right)): .all([self] + right)
        default: .all([self, other])
        }
    }

    /// The names of all symbols in it.
    public var symbols: Set<String> {
        switch self {
        case .constant: []
        case .symbol(let name): [name]
        case .comparison(let left, _, let right): left.symbols.union(right.symbols)
        case .not(let inner): inner.symbols
        case .all(let terms), .any(let terms): terms.reduce(into: []) { $0.formUnion($1.symbols) }
        }
    }
}

extension KconfigExpression: CustomStringConvertible {
    /// The text as a Kconfig file has it.
    public var description: String {
        switch self {
        case .constant(let text): "\"\(text)\""
        case .symbol(let name): name
        case .comparison(let left, let comparison, let right): "\(left) \(comparison.rawValue) \(right)"
        case .not(let inner): "!\(inner.nested)"
        case .all(let terms): terms.isEmpty ? "y" : terms.map(\.nested).joined(separator: " && ")
        case .any(let terms): terms.map(\.nested).joined(separator: " || ")
        }
    }

    private var nested: String {
        switch self {
        case .all(let terms) where terms.count > 1: "(\(self))"
        case .any(let terms) where terms.count > 1: "(\(self))"
        case .comparison: "(\(self))"
        default: description
        }
    }
}
