import UnikraftCore

extension ProjectReader {
    mutating func unikraft(_ node: YAMLNode) -> Component? {
        guard node.mapping != nil else { return shortComponent(node, "'unikraft'") }
        let fields = fields(of: node, table: .unikraft)
        var component = component(fields, "'unikraft'")
        if let type = fields["type"], let text = text(type.value, "'type'") {
            if text == "kernel" {
                component.isPrebuiltKernel = true
            } else {
                invalidChoice("type", text, ["kernel"], type.value.range)
            }
        }
        return component
    }

    mutating func libraries(_ node: YAMLNode) -> [Library] {
        guard let entries = node.mapping else {
            wrongType("'libraries'", "a mapping", node, remedy: "Write 'name: version' below the key.")
            return []
        }
        var libraries: [Library] = []
        for entry in entries {
            guard let name = keyText(entry.key) else { continue }
            if version < .v07, name.hasPrefix("x-") { continue }
            let subject = "the library '\(PrintableText.of(name))'"
            guard isLibraryName(name) else {
                error(
                    .invalidValue, "'\(PrintableText.of(name))' is not the name of a library", at: entry.key.range,
                    remedy: "Use letters, digits, '.', '_', '+' and '-'.")
                continue
            }
            if entry.value.mapping != nil {
                let fields = fields(of: entry.value, table: .library)
                libraries.append(Library(name: name, component: component(fields, subject)))
            } else if let component = shortComponent(entry.value, subject) {
                libraries.append(Library(name: name, component: component))
            }
        }
        return libraries
    }

    /// The name becomes a directory and an option, so it holds no slash and does not begin with a dot.
    private func isLibraryName(_ name: String) -> Bool {
        guard name.utf8.first != UInt8(ascii: "."), name.utf8.count <= 128 else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "+")
                || $0 == UInt8(ascii: "-")
        }
    }

    mutating func template(_ node: YAMLNode) -> Template? {
        guard node.mapping != nil else {
            return shortComponent(node, "'template'").map { Template(component: $0) }
        }
        let fields = fields(of: node, table: .template)
        let name = fields["name"].flatMap { text($0.value, "'name'", mustBeText: true) }
        return Template(name: name, component: component(fields, "'template'"))
    }

    private mutating func component(_ fields: [String: YAMLEntry], _ subject: String) -> Component {
        let version = fields["version"].flatMap { text($0.value, "the version of \(subject)") }
        let source = fields["source"].flatMap { text($0.value, "the source of \(subject)", mustBeText: true) }
            .map { ComponentSource(parsing: $0) }
        if let reference = source?.reference, let version, version != reference, let entry = fields["version"] {
            warn(
                .conflictingKeys,
                "\(subject) has the version '\(PrintableText.of(version))' and a source at '\(PrintableText.of(reference))'",
                at: entry.value.range, remedy: "Keep one; the key 'version' counts.")
        }
        let options = fields["kconfig"].map { kconfig($0.value) } ?? []
        return Component(source: source, version: version ?? source?.reference, kconfig: options)
    }

    private mutating func shortComponent(_ node: YAMLNode, _ subject: String) -> Component? {
        guard node.sequence == nil else {
            wrongType(subject, "a version or a mapping", node, remedy: "Write a version such as 'stable'.")
            return nil
        }
        guard let text = text(node, subject) else { return nil }
        let component = Component(parsing: text)
        if version == .v07, subject == "'unikraft'", component.source != nil {
            error(
                .invalidValue, "'unikraft' as a text is a version in v0.7, and this is a source", at: node.range,
                remedy: "Write 'source: \(PrintableText.whole(text))' below 'unikraft:'.")
        }
        return component
    }

    mutating func runtime(_ node: YAMLNode) -> RuntimeReference? {
        guard node.mapping != nil else {
            return text(node, "'runtime'", mustBeText: true).flatMap { runtime($0, node.range) }
        }
        guard version < .v07 else {
            wrongType("'runtime'", "a text", node, remedy: "Write a name and a tag, for example base:latest.")
            return nil
        }
        let fields = fields(of: node, table: .runtime)
        let options = fields["kconfig"].map { kconfig($0.value) } ?? []
        let tag = fields["version"].flatMap { text($0.value, "the version of 'runtime'") }
        guard let entry = fields["source"], let name = text(entry.value, "the source of 'runtime'") else {
            if fields["source"] == nil {
                error(.missingValue, "'runtime' has no 'source'", at: node.range, remedy: "Write 'runtime: name:tag'.")
            }
            return nil
        }
        guard var reference = runtime(name, entry.value.range) else { return nil }
        reference.kconfig = options
        guard let tag, let tagRange = fields["version"]?.value.range else { return reference }
        if !RuntimeReference.isTag(tag) {
            error(
                .invalidValue, "'\(PrintableText.of(tag))' is not a tag", at: tagRange,
                remedy: "Use letters, digits, '.', '_' and '-'.")
        } else if reference.kernelPath != nil || (reference.tag ?? tag) != tag {
            error(
                .conflictingKeys, "the source of 'runtime' has a version already", at: tagRange,
                remedy: "Keep one of the two.")
        } else {
            reference.tag = tag
        }
        return reference
    }

    private mutating func runtime(_ text: String, _ range: Range<Int>) -> RuntimeReference? {
        do throws(InvalidValue) {
            return try RuntimeReference(parsing: text)
        } catch {
            self.error(
                .invalidValue, "'\(PrintableText.of(text))' is not a runtime: \(PrintableText.of(error.reason))",
                at: range,
                remedy: error.remedy)
            return nil
        }
    }

    /// Reports a text that is none of the allowed ones.
    mutating func invalidChoice(_ key: String, _ text: String, _ choices: [String], _ range: Range<Int>) {
        error(
            .invalidValue, "'\(PrintableText.of(text))' is not a value of '\(key)'", at: range,
            remedy: "Use one of: \(choices.joined(separator: ", ")).",
            suggestion: SpellingSuggestion.closest(to: text, among: choices))
    }
}
