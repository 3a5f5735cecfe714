/// One token of a Kconfig line.
enum KconfigToken: Sendable, Hashable {
    /// A keyword, a symbol, a number.
    case word(String)
    /// A text in quotes.
    case text(String)
    /// `(`, `)`, `!`, `&&`, `||`, `=`, `!=`, `<`, `<=`, `>`, `>=`, and the assignments `:=`, `+=`.
    case sign(String)

    /// The word or text; nil for a sign.
    var string: String? {
        switch self {
        case .word(let string), .text(let string): string
        case .sign: nil
        }
    }
}
