/// Reads a condition from tokens (Kconfig language, section "Menu dependencies").
struct KconfigExpressionParser {
    private var tokens: ArraySlice<KconfigToken>
    private let nesting: Int

    init(_ tokens: ArraySlice<KconfigToken>, nesting: Int) {
        self.tokens = tokens
        self.nesting = nesting
    }

    /// The condition that all tokens make.
    static func parse(
        _ tokens: ArraySlice<KconfigToken>, nesting: Int
    ) throws(KconfigSyntaxError) -> KconfigExpression {
        var parser = KconfigExpressionParser(tokens, nesting: nesting)
        let expression = try parser.alternatives(0)
        if let rest = parser.tokens.first {
            throw KconfigSyntaxError("'\(rest.string ?? rest.signText)' does not belong to the condition")
        }
        return expression
    }

    private mutating func alternatives(_ depth: Int) throws(KconfigSyntaxError) -> KconfigExpression {
        guard depth < nesting else { throw KconfigSyntaxError("the condition nests too deeply") }
        var terms = [try conjunction(depth)]
        while take("||") { terms.append(try conjunction(depth)) }
        return terms.count == 1 ? terms[0] : .any(terms)
    }

    private mutating func conjunction(_ depth: Int) throws(KconfigSyntaxError) -> KconfigExpression {
        var terms = [try factor(depth)]
        while take("&&") { terms.append(try factor(depth)) }
        return terms.count == 1 ? terms[0] : .all(terms)
    }

    private mutating func factor(_ depth: Int) throws(KconfigSyntaxError) -> KconfigExpression {
        guard depth < nesting else { throw KconfigSyntaxError("the condition nests too deeply") }
        if take("!") { return .not(try factor(depth + 1)) }
        if take("(") {
            let inner = try alternatives(depth + 1)
            guard take(")") else { throw KconfigSyntaxError("a ')' is missing in the condition") }
            return inner
        }
        let left = try operand()
        guard case .sign(let sign)? = tokens.first, let comparison = KconfigExpression.Comparison(rawValue: sign)
        else { return left }
        tokens.removeFirst()
        return .comparison(left, comparison, try operand())
    }

    private mutating func operand() throws(KconfigSyntaxError) -> KconfigExpression {
        switch tokens.popFirst() {
        case .word(let name): return ["y", "m", "n"].contains(name) ? .constant(name) : .symbol(name)
        case .text(let text): return .constant(text)
        case .sign(let sign): throw KconfigSyntaxError("'\(sign)' stands where a symbol is expected")
        case nil: throw KconfigSyntaxError("the condition ends where a symbol is expected")
        }
    }

    private mutating func take(_ sign: String) -> Bool {
        guard tokens.first == .sign(sign) else { return false }
        tokens.removeFirst()
        return true
    }
}

extension KconfigToken {
    /// The sign's text; empty for others.
    var signText: String {
        if case .sign(let text) = self { return text }
        return ""
    }
}
