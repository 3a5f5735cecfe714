public import UnikraftCore

/// The content of a `.config` or defconfig file: symbols with their values, in order.
public struct KernelConfiguration: Sendable, Hashable {
    /// A symbol with its value.
    public struct Entry: Sendable, Hashable {
        /// The symbol's name without `CONFIG_`.
        public var name: String
        /// Its value.
        public var value: ConfigurationValue
    }

    /// The entries in order; each name once.
    public private(set) var entries: [Entry] = []
    private var places: [String: Int] = [:]

    /// Creates an empty configuration.
    public init() {}

    /// The value of a symbol; nil when the file does not name it. Setting nil removes it.
    ///
    /// - Parameter name: The name, with or without `CONFIG_`.
    public subscript(name: String) -> ConfigurationValue? {
        get { places[ConfigurationName.bare(name)].map { entries[$0].value } }
        set { set(bare: ConfigurationName.bare(name), newValue) }
    }

    /// Sets or removes the symbol of exactly this name: a file's `CONFIG_CONFIG_X` is the symbol `CONFIG_X`.
    private mutating func set(bare name: String, _ newValue: ConfigurationValue?) {
        switch (places[name], newValue) {
        case (let place?, let value?): entries[place].value = value
        case (nil, let value?):
            places[name] = entries.count
            entries.append(Entry(name: name, value: value))
        case (let place?, nil):
            entries.remove(at: place)
            places = [:]
            for (place, entry) in entries.enumerated() { places[entry.name] = place }
        case (nil, nil): break
        }
    }

    /// Whether a switch is `y`.
    ///
    /// - Parameter name: The name, with or without `CONFIG_`.
    /// - Returns: Whether it is `y`.
    public func isEnabled(_ name: String) -> Bool { self[name] == .yes }

    /// The file's text.
    public var text: String {
        var text = ""
        for entry in entries {
            text +=
                entry.value == .no
                ? "# CONFIG_\(entry.name) is not set\n" : "CONFIG_\(entry.name)=\(entry.value.written)\n"
        }
        return text
    }
}

extension KernelConfiguration {
    /// Reads a `.config` or defconfig file.
    ///
    /// - Parameters:
    ///   - text: The file.
    ///   - problems: Receives a warning for each line that is none of the format's forms.
    public init(parsing text: SourceText, problems: inout [Diagnostic]) {
        for number in 1...max(1, text.lineCount) {
            let range = text.byteRange(ofLine: number)
            let line = String(decoding: text.bytes[range], as: UTF8.self).trimmed
            guard !line.isEmpty else { continue }
            if let (name, value) = Self.entry(line) {
                set(bare: name, value)
            } else if !line.hasPrefix("#") {
                problems.append(
                    text.diagnostic(
                        .warning, .configurationLine, "the line sets no symbol", at: range,
                        remedy: "Write 'CONFIG_NAME=value' or '# CONFIG_NAME is not set'.", suggestion: nil))
            }
        }
    }

    private static func entry(_ line: String) -> (String, ConfigurationValue)? {
        if line.hasPrefix("#") {
            let words = line.dropFirst().split(separator: " ")
            guard words.count == 4, words[1...].joined(separator: " ") == "is not set",
                let name = name(words[0])
            else { return nil }
            return (name, .no)
        }
        guard let equal = line.firstIndex(of: "="), let name = name(line[..<equal]) else { return nil }
        let value = String(line[line.index(after: equal)...])
        switch value {
        case "y": return (name, .yes)
        case "m": return (name, .module)
        case "n": return (name, .no)
        default: break
        }
        guard value.hasPrefix("\"") else { return (name, .number(value)) }
        return unquoted(value).map { (name, .string($0)) }
    }

    /// The name behind `CONFIG_`; nil when the word is none.
    private static func name(_ word: Substring) -> String? {
        guard word.hasPrefix(ConfigurationName.prefix) else { return nil }
        let name = ConfigurationName.bare(String(word))
        return ConfigurationName.isValid(name) ? name : nil
    }

    private static func unquoted(_ value: String) -> String? {
        var result = ""
        var isEscaped = false
        for character in value.dropFirst() {
            if isEscaped {
                result.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return result
            } else {
                result.append(character)
            }
        }
        return nil
    }
}
