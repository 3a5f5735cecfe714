import UnikraftCore

extension ProjectReader {
    mutating func targets(_ node: YAMLNode) -> [Target] {
        let nodes = list(node, "'targets'", remedy: "Write '- qemu/x86_64' below the key.")
        var targets: [Target] = []
        var known: Set<[String?]> = []
        for node in nodes {
            guard let target = node.mapping == nil ? shortTarget(node) : longTarget(node) else { continue }
            if !known.insert([target.description, target.name]).inserted {
                warn(.repeatedItem, "the target \(target) stands twice", at: node.range, remedy: "Keep one of the two.")
            }
            targets.append(target)
        }
        return targets
    }

    private mutating func shortTarget(_ node: YAMLNode) -> Target? {
        guard node.sequence == nil else {
            wrongType("a target", "a text or a mapping", node, remedy: "Write platform/architecture.")
            return nil
        }
        guard let text = text(node, "a target") else { return nil }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            error(
                .invalidValue, "the target '\(PrintableText.of(text))' has no architecture", at: node.range,
                remedy: "Write platform/architecture.",
                suggestion: (try? Platform(parsing: text)).map { "\($0)/x86_64" })
            return nil
        }
        let platform = platform(String(parts[0]), node.range)
        guard let architecture = architecture(String(parts[1]), node.range), let platform else { return nil }
        return Target(platform: platform, architecture: architecture)
    }

    private mutating func longTarget(_ node: YAMLNode) -> Target? {
        let fields = fields(of: node, table: .target)
        let name = fields["name"].flatMap { self.name($0.value, "the name of a target") }
        let kernel = fields["kernel"].flatMap { text($0.value, "'kernel'", mustBeText: true) }
        let options = fields["kconfig"].map { kconfig($0.value) } ?? []
        var architectureText = fields["architecture"].flatMap { entry in
            text(entry.value, "the architecture of a target").map { ($0, entry.value.range) }
        }
        var platform: Platform?
        if let entry = fields["platform"], let text = platformText(entry.value) {
            let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
            platform = self.platform(parts.first ?? text, entry.value.range)
            if parts.count == 2 {
                if let written = architectureText?.0, written != parts[1] {
                    error(
                        .conflictingKeys,
                        "the target has the architectures '\(PrintableText.of(parts[1]))' and '\(PrintableText.of(written))'",
                        at: entry.value.range, remedy: "Keep one of the two.")
                }
                architectureText = architectureText ?? (parts[1], entry.value.range)
            }
        } else if fields["platform"] == nil {
            missing("platform", "qemu", node)
        }
        if architectureText == nil, fields["architecture"] == nil { missing("architecture", "x86_64", node) }
        guard let (text, range) = architectureText, let architecture = architecture(text, range), let platform else {
            return nil
        }
        return Target(
            platform: platform, architecture: architecture, name: name, kernelPath: kernel, kconfig: options)
    }

    private mutating func missing(_ key: String, _ example: String, _ node: YAMLNode) {
        error(
            .missingValue, "a target has no \(key)", at: node.mapping?.first?.key.range ?? node.range,
            remedy: "Add '\(key): \(example)'.")
    }

    /// The platform's text; in v0.5 it may be a mapping with a name.
    private mutating func platformText(_ node: YAMLNode) -> String? {
        guard node.mapping != nil, version < .v07 else { return text(node, "the platform of a target") }
        let fields = fields(of: node, table: .platform)
        guard let name = fields["name"] else {
            error(.missingValue, "the platform has no name", at: node.range, remedy: "Add 'name: qemu'.")
            return nil
        }
        return text(name.value, "the name of a platform")
    }

    private mutating func platform(_ text: String, _ range: Range<Int>) -> Platform? {
        if text.lowercased() == "kraftcloud" {
            warn(
                .deprecatedKey, "the platform 'kraftcloud' is built as Firecracker", at: range,
                remedy: "Write 'fc'.")
            return .firecracker
        }
        if let platform = try? Platform(parsing: text) { return platform }
        invalidChoice("platform", text, Platform.allCases.map(\.rawValue) + ["kvm", "firecracker"], range)
        return nil
    }

    private mutating func architecture(_ text: String, _ range: Range<Int>) -> Architecture? {
        if let architecture = try? Architecture(parsing: text) { return architecture }
        invalidChoice("architecture", text, Architecture.allCases.map(\.rawValue), range)
        return nil
    }
}
