/// Names of configuration symbols, with and without `CONFIG_`.
enum ConfigurationName {
    static let prefix = "CONFIG_"

    /// The name without `CONFIG_`.
    static func bare(_ name: String) -> String {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    /// Whether a bare name may stand in a configuration file.
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// The symbol that switches a library on: `CONFIG_LIB<NAME>`, in upper case, `-` as `_`.
    ///
    /// - Parameter library: The library's name; one that begins with `lib` is not prefixed again.
    /// - Returns: The name without `CONFIG_`.
    static func switching(library: String) -> String {
        let name = library.uppercased().replacing("-", with: "_")
        return name.hasPrefix("LIB") ? name : "LIB\(name)"
    }
}
