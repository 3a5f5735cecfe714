/// The value of a symbol in a configuration file (Linux, `scripts/kconfig/confdata.c`: `.config` format).
public enum ConfigurationValue: Sendable, Hashable {
    /// `=y`.
    case yes
    /// `=m`. Unikraft has no modules.
    case module
    /// `# CONFIG_NAME is not set`, or `=n`.
    case no
    /// A decimal or hexadecimal number with its own spelling, without quotes.
    case number(String)
    /// A text, in quotes in the file, without them here.
    case string(String)

    /// The value as conditions of Kconfig see it: without quotes, `n` for a switch that is off.
    public var text: String {
        switch self {
        case .yes: "y"
        case .module: "m"
        case .no: "n"
        case .number(let text), .string(let text): text
        }
    }

    /// The value as a file has it after the `=`.
    var written: String {
        guard case .string(let text) = self else { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

extension ConfigurationValue: CustomStringConvertible {
    /// The value as a file has it.
    public var description: String { written }
}

extension ConfigurationValue {
    /// Guesses the value that a text without a known type stands for: switches and numbers are bare, all else
    /// is a text.
    ///
    /// - Parameter text: The text as a Kraftfile has it.
    public init(guessing text: String) {
        switch text {
        case "y", "Y", "yes", "true": self = .yes
        case "n", "N", "no", "false": self = .no
        case "m": self = .module
        default: self = Self.isDecimal(text) || Self.isHexadecimal(text) ? .number(text) : .string(text)
        }
    }

    /// The value of a symbol of a known type.
    ///
    /// - Parameters:
    ///   - text: The text as a Kraftfile has it; quotes around a string are dropped.
    ///   - type: The symbol's type.
    /// - Returns: The value; nil when a symbol of this type cannot have it.
    public static func value(_ text: String, type: KconfigType) -> ConfigurationValue? {
        switch type {
        case .bool, .tristate:
            let value = ConfigurationValue(guessing: text)
            switch value {
            case .yes, .no: return value
            case .module: return type == .tristate ? value : nil
            default: return nil
            }
        case .int: return isDecimal(text) ? .number(text) : nil
        case .hex:
            if isHexadecimal(text) { return .number(text) }
            return !text.isEmpty && text.utf8.count <= 16 && UInt64(text, radix: 16) != nil ? .number("0x\(text)") : nil
        case .string:
            let isQuoted = text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
            return .string(isQuoted ? String(text.dropFirst().dropLast()) : text)
        }
    }

    static func isDecimal(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    static func isHexadecimal(_ text: String) -> Bool {
        guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return false }
        let digits = text.dropFirst(2)
        return !digits.isEmpty && digits.allSatisfy(\.isHexDigit)
    }

    /// Whether two values mean the same: numbers by their value, all else by its text.
    ///
    /// - Parameter other: The other value.
    /// - Returns: Whether they mean the same.
    public func isEquivalent(to other: ConfigurationValue) -> Bool {
        if self == other || text == other.text { return true }
        guard let left = Self.integer(text), let right = Self.integer(other.text) else { return false }
        return left == right
    }

    private static func integer(_ text: String) -> UInt64? {
        isHexadecimal(text) ? UInt64(text.dropFirst(2), radix: 16) : isDecimal(text) ? UInt64(text) : nil
    }
}
