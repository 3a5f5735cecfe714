extension ConfigurationRequest {
    /// The request as a defconfig file.
    ///
    /// Values are written by the type that the Kconfig tree gives the symbol: hexadecimal and decimal numbers
    /// bare, texts in quotes. A symbol that the tree does not know is written by the look of its value.
    ///
    /// - Parameter tree: The Kconfig tree that the file is for.
    /// - Returns: The file.
    /// - Throws: ``KernelBuildError`` when a symbol's type does not allow its value.
    public func defconfig(for tree: KconfigTree) throws(KernelBuildError) -> KernelConfiguration {
        var configuration = KernelConfiguration()
        for entry in entries {
            guard ConfigurationName.isValid(entry.name), !entry.text.contains(where: \.isNewline) else {
                throw KernelBuildError(
                    .configuration, subject: entry.name,
                    "\(entry.origin) sets 'CONFIG_\(entry.name)', which is not a symbol with a value of one line",
                    remedy: "Use letters, digits and '_' in names, and values without line breaks.")
            }
            guard let type = tree.type(of: entry.name) else {
                configuration[entry.name] = ConfigurationValue(guessing: entry.text)
                continue
            }
            guard let value = ConfigurationValue.value(entry.text, type: type) else {
                throw KernelBuildError(
                    .configuration, subject: entry.name,
                    "\(entry.origin) sets CONFIG_\(entry.name) to '\(entry.text)', but it is of type \(type.rawValue)",
                    remedy: type.isSwitch
                        ? "Use 'y' or 'n'." : "Use a number such as 16\(type == .hex ? " in hexadecimal, 0x10" : "").")
            }
            configuration[entry.name] = value
        }
        return configuration
    }
}
