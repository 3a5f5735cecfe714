/// The type of a symbol (Kconfig language, section "Menu attributes").
public enum KconfigType: String, Sendable, Hashable, CaseIterable {
    /// `y` or `n`.
    case bool
    /// `y`, `m` or `n`. Unikraft has no modules.
    case tristate
    /// A decimal number.
    case int
    /// A hexadecimal number, written without quotes.
    case hex
    /// A text, written in quotes.
    case string

    /// Whether `y` and `n` are its values.
    public var isSwitch: Bool { self == .bool || self == .tristate }
}
