extension KraftfilePrinter {
    /// One line with a key and its value.
    static func entry(_ key: String, _ value: String, _ indentation: Int) -> String {
        String(repeating: " ", count: indentation) + YAMLText.scalar(key) + ": " + value + "\n"
    }

    /// A top-level key with lines below it.
    static func block(_ key: String, _ lines: [String]) -> String {
        "\(key):\n" + lines.joined()
    }

    /// Lines that are indented by two as an item of a list.
    static func item(_ lines: String) -> String {
        lines.hasPrefix("  ") ? "- " + lines.dropFirst(2) : "- " + lines
    }

    static func kconfig(_ options: KconfigOptions, _ indentation: Int) -> String {
        String(repeating: " ", count: indentation) + "kconfig:\n"
            + options.options.map { entry($0.name, value($0.value), indentation + 2) }.joined()
    }

    /// A value in single quotes, as in the published Kraftfiles; numbers without.
    private static func value(_ value: KconfigValue) -> String {
        switch value {
        case .number(let text), .hexadecimal(let text): text
        case .yes, .no: "'\(value.text)'"
        case .string(let text): YAMLText.scalar(text)
        }
    }

    static func component(_ key: String, _ component: Component, _ indentation: Int, name: String? = nil) -> String {
        let blanks = String(repeating: " ", count: indentation)
        let isShort = component.source == nil && component.kconfig.isEmpty && name == nil
        if isShort, let version = component.version, ComponentSource(shortForm: version) == nil {
            return entry(key, YAMLText.scalar(version), indentation)
        }
        var text = ""
        let inner = indentation + 2
        if let name { text += entry("name", YAMLText.scalar(name), inner) }
        if component.isPrebuiltKernel { text += entry("type", "kernel", inner) }
        if let source = component.source { text += entry("source", YAMLText.scalar(source.description), inner) }
        if let version = component.version, version != component.source?.reference {
            text += entry("version", YAMLText.scalar(version), inner)
        }
        if !component.kconfig.isEmpty { text += kconfig(component.kconfig, inner) }
        return blanks + YAMLText.scalar(key) + (text.isEmpty ? ": {}\n" : ":\n" + text)
    }

    static func runtime(_ runtime: RuntimeReference) -> String {
        guard !runtime.kconfig.isEmpty else { return entry("runtime", YAMLText.scalar(runtime.description), 0) }
        return "runtime:\n" + entry("source", YAMLText.scalar(runtime.description), 2) + kconfig(runtime.kconfig, 2)
    }

    /// A root filesystem or read-only image; without a key the lines of an item.
    static func image(_ key: String, _ image: RootfsDescription, _ version: SpecificationVersion) -> String {
        let isDetailed = image.kind != nil || image.dockerfile != nil
        guard isDetailed || image.format != nil else {
            let source = YAMLText.scalar(image.source)
            return key.isEmpty ? source + "\n" : entry(key, source, 0)
        }
        var text = ""
        if isDetailed {
            text += "  source:\n"
            if let kind = image.kind { text += entry("type", kind.rawValue, 4) }
            text += entry("path", YAMLText.scalar(image.source), 4)
            if let dockerfile = image.dockerfile { text += entry("dockerfile", YAMLText.scalar(dockerfile), 4) }
        } else {
            text += entry("source", YAMLText.scalar(image.source), 2)
        }
        if let format = image.format {
            text += entry(version == .v07 || isDetailed ? "format" : "type", format.rawValue, 2)
        }
        return key.isEmpty ? text : "\(key):\n" + text
    }
}
