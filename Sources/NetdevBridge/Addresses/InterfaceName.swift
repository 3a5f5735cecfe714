public import UnikraftCore

/// The name of a network interface that this package may make.
///
/// The kernel takes 1 to 15 bytes (`IFNAMSIZ`, linux/if.h) without slash, colon and white space. We take
/// letters, digits, `.`, `_` and `-` only, so that a name can stand in a path, a firewall rule and a command.
public struct InterfaceName: Sendable, Hashable, Comparable {
    /// The name.
    public let text: String

    /// Checks a name.
    ///
    /// - Parameter text: For example `virbr0`.
    /// - Throws: `InvalidValue` when no interface may have that name.
    public init(parsing text: String) throws(InvalidValue) {
        func invalid(_ reason: String) -> InvalidValue {
            InvalidValue(
                kind: "interface name", text: text, reason: reason,
                remedy: "Use 1 to 15 letters, digits, '.', '_' or '-', beginning with a letter or digit, "
                    + "for example virbr0.")
        }
        guard !text.isEmpty else { throw invalid("it is empty") }
        guard text.utf8.count <= 15 else { throw invalid("it has \(text.utf8.count) bytes") }
        guard let first = text.utf8.first, NameRules.isAlphanumeric(first),
            text.utf8.allSatisfy({ NameRules.isAlphanumeric($0) || NameRules.isPunctuation($0) })
        else { throw invalid("it holds a character that is not allowed") }
        // Both name something else below /proc/sys/net/ipv4/conf.
        guard text != "all", text != "default" else { throw invalid("the kernel keeps it for itself") }
        self.text = text
    }

    /// Orders by the bytes.
    public static func < (left: InterfaceName, right: InterfaceName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension InterfaceName: CustomStringConvertible {
    /// The name.
    public var description: String { text }
}
