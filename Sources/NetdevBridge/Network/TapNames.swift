import SystemSupport

/// The names of a network's taps: the bridge's name, a hyphen and a number.
package enum TapNames {
    /// Names a tap. A bridge's name that leaves no room for four digits is cut to five bytes and five
    /// hexadecimal digits of its hash (FNV-1a), so that two long names that begin alike stay apart.
    ///
    /// - Parameters:
    ///   - number: The number, 0 to 9,999.
    ///   - bridge: The bridge.
    /// - Returns: The name; nil when the number is larger.
    package static func name(_ number: Int, of bridge: InterfaceName) -> InterfaceName? {
        guard (0...9999).contains(number) else { return nil }
        var stem = bridge.text
        if stem.utf8.count > 10 {
            let digits = String(stem.stableNumber & 0xfffff, radix: 16)
            stem = stem.prefix(5) + String(repeating: "0", count: 5 - digits.count) + digits
        }
        return try? InterfaceName(parsing: "\(stem)-\(number)")
    }

    /// The first name that nobody has.
    ///
    /// - Parameters:
    ///   - bridge: The bridge.
    ///   - used: The names that are taken.
    /// - Returns: The name; nil when ten thousand are.
    package static func free(of bridge: InterfaceName, except used: Set<String>) -> InterfaceName? {
        for number in 0...9999 {
            if let name = name(number, of: bridge), !used.contains(name.text) { return name }
        }
        return nil
    }
}
