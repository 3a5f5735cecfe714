/// What a package says of the options its kernel was built with.
public struct KernelFeatures: Sendable, Hashable {
    /// The kernel's full version (`CONFIG_UK_FULLVERSION`).
    public var version: String?
    /// The options, each `CONFIG_NAME=value`, sorted.
    public var options: [String]

    /// Creates the values.
    ///
    /// - Parameters:
    ///   - version: The kernel's full version.
    ///   - options: The options, each `CONFIG_NAME=value`.
    public init(version: String? = nil, options: [String] = []) {
        self.version = version
        self.options = options.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Reads a `.config` of Kconfig. Options that name the machine it was built on are left out, as KraftKit does:
    /// `CONFIG_UK_APP` and `CONFIG_UK_BASE`.
    ///
    /// - Parameter text: The file.
    public init(parsing text: String) {
        var options: [String] = []
        var version: String?
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("CONFIG_") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let name = line[..<equals]
            let value = line[line.index(after: equals)...]
            if name == "CONFIG_UK_APP" || name == "CONFIG_UK_BASE" { continue }
            if name == "CONFIG_UK_FULLVERSION" { version = String(value.drop { $0 == "\"" }.prefix { $0 != "\"" }) }
            options.append("\(name)=\(value)")
        }
        self.init(version: version, options: options)
    }
}
