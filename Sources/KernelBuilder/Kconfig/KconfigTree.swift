public import UnikraftCore

/// All symbols of a Kconfig tree.
public struct KconfigTree: Sendable {
    /// The symbols by their names without `CONFIG_`.
    public internal(set) var symbols: [String: KconfigSymbol] = [:]
    /// The choices in the order of reading.
    public internal(set) var choices: [KconfigChoice] = []
    /// The files that were read, in order.
    public internal(set) var files: [String] = []
    /// What was found odd and passed over.
    public internal(set) var problems: [Diagnostic] = []

    /// The symbol with a name.
    ///
    /// - Parameter name: The name, with or without `CONFIG_`.
    public subscript(name: String) -> KconfigSymbol? {
        symbols[ConfigurationName.bare(name)]
    }

    /// The type of a symbol; nil when it is not defined or has none.
    ///
    /// - Parameter name: The name, with or without `CONFIG_`.
    /// - Returns: The type.
    public func type(of name: String) -> KconfigType? {
        self[name]?.type
    }

    /// The values that a configuration gives to the symbols of this tree.
    ///
    /// - Parameter configuration: The configuration.
    /// - Returns: The values; a defined symbol without one is `n` or empty.
    public func values(in configuration: KernelConfiguration) -> KconfigValues {
        let symbols = symbols
        return KconfigValues { name in
            if let value = configuration[name] { return value.text }
            return symbols[name].map { $0.type?.isSwitch ?? true ? "n" : "" }
        }
    }
}
