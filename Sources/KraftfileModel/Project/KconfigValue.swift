/// The value of a Kconfig option, with its text as the author wrote it.
public enum KconfigValue: Sendable, Hashable {
    /// `y`
    case yes
    /// `n`: the option is not set.
    case no
    /// A decimal number, for example `128` or `-1`.
    case number(String)
    /// A hexadecimal number, for example `0x400000000`.
    case hexadecimal(String)
    /// Any other text.
    case string(String)

    /// Reads a value. Quotes in the Kraftfile make no difference: `'64'` is a number too, because
    /// Kraftfiles quote numbers and Kconfig decides by the option's type.
    ///
    /// - Parameter text: The value without quotes.
    public init(_ text: String) {
        switch text {
        case "y", "Y": self = .yes
        case "n", "N": self = .no
        default:
            let magnitude = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
            let isHexadecimal =
                magnitude.count > 2 && (magnitude.starts(with: "0x".utf8) || magnitude.starts(with: "0X".utf8))
            if isHexadecimal, magnitude.dropFirst(2).allSatisfy(Self.isHexadecimalDigit) {
                self = .hexadecimal(text)
            } else if !magnitude.isEmpty, magnitude.allSatisfy({ (0x30...0x39).contains($0) }) {
                self = .number(text)
            } else {
                self = .string(text)
            }
        }
    }

    private static func isHexadecimalDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// The value without quotes.
    public var text: String {
        switch self {
        case .yes: "y"
        case .no: "n"
        case .number(let text), .hexadecimal(let text), .string(let text): text
        }
    }
}

extension KconfigValue: CustomStringConvertible {
    /// The value without quotes.
    public var description: String { text }
}

/// A Kconfig option with the value it shall have.
public struct KconfigOption: Sendable, Hashable {
    /// The name with its prefix, for example `CONFIG_LIBRAMFS`.
    public let name: String
    /// The value.
    public var value: KconfigValue

    /// Creates an option.
    ///
    /// - Parameters:
    ///   - name: The name; `CONFIG_` is put before it when it is not there.
    ///   - value: The value.
    public init(_ name: String, _ value: KconfigValue) {
        self.name = name.hasPrefix("CONFIG_") ? name : "CONFIG_" + name
        self.value = value
    }

    /// The option's line in a `.config` file, as Kconfig's own tools write it: text in quotes with `"` and
    /// `\` escaped, numbers bare, an option that is not set as a comment.
    public var configurationLine: String {
        switch value {
        case .yes: "\(name)=y"
        case .no: "# \(name) is not set"
        case .number(let text), .hexadecimal(let text): "\(name)=\(text)"
        case .string(let text):
            "\(name)=\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        }
    }
}
