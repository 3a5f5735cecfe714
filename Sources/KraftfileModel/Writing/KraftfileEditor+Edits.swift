import UnikraftCore

extension KraftfileEditor {
    /// The change of the text that an edit means.
    func change(for edit: KraftfileEdit) throws(KraftfileError) -> TextChange? {
        switch edit {
        case .setName(let name): return try set(["name"], to: name)
        case .setSpecification(let version):
            return try set([root.entry("spec") == nil ? "specification" : "spec"], to: version.rawValue)
        case .setRuntime(let runtime): return try setValue("runtime", YAMLText.scalar(runtime))
        case .setRootfs(let source): return try setValue("rootfs", YAMLText.scalar(source))
        case .setCommand(let words):
            return try setValue("cmd", "[" + words.map(YAMLText.doubleQuoted).joined(separator: ", ") + "]")
        case .setVersion(let component, let version): return try setField("version", of: component, to: version)
        case .setSource(let component, let source): return try setField("source", of: component, to: source)
        case .setKconfig(let option, let component): return try setKconfig(option, of: component)
        case .removeKconfig(let name, let component): return try removeKconfig(name, of: component)
        case .addLibrary(let name, let version):
            guard try node(["libraries", name]) == nil else { throw refuse("the library '\(name)' is there already") }
            return try set(["libraries", name], to: version)
        case .removeLibrary(let name): return try remove(["libraries", name])
        case .addTarget(let platform, let architecture):
            let target = Target(platform: platform, architecture: architecture)
            guard !project.targets.contains(where: { $0.description == target.description }) else { return nil }
            return try append(target.description, to: "targets")
        case .removeTarget(let platform, let architecture):
            let text = Target(platform: platform, architecture: architecture).description
            guard let index = project.targets.firstIndex(where: { $0.description == text }) else {
                throw refuse("there is no target '\(text)'")
            }
            return try removeItem(index, of: ["targets"])
        case .setEnvironment(let name, let value): return try setEnvironment(name, value)
        case .removeEnvironment(let name):
            guard let index = try environmentIndex(name) else { return try remove(["env", name]) }
            return try removeItem(index, of: ["env"])
        }
    }

    private func setValue(_ key: String, _ text: String) throws(KraftfileError) -> TextChange {
        guard let entry = root.entry(key) else { return insert([key], text, into: root) }
        return try replace(entry, with: text)
    }

    private func path(_ component: KraftfileEdit.Component?) -> [String] {
        switch component {
        case nil: []
        case .unikraft: ["unikraft"]
        case .template: ["template"]
        case .library(let name): ["libraries", name]
        }
    }

    private func setField(
        _ field: String, of component: KraftfileEdit.Component, to text: String
    ) throws(KraftfileError) -> TextChange? {
        let path = path(component)
        guard let node = try node(path), node.mapping == nil, !isAbsent(node), let written = node.scalar else {
            if try node(path) == nil, field == "version" { return try set(path, to: text) }
            return try set(path + [field], to: text)
        }
        let isVersion = ComponentSource(shortForm: written) == nil
        if isVersion == (field == "version") { return try set(path, to: text) }
        return try expand(path, written, isVersion ? "version" : "source", adding: [field], YAMLText.scalar(text))
    }

    /// Turns the short form of a component into a mapping that has one entry more.
    private func expand(
        _ path: [String], _ written: String, _ field: String, adding rest: [String], _ value: String
    ) throws(KraftfileError) -> TextChange {
        guard let key = path.last, let parent = try node(Array(path.dropLast())), let entry = parent.entry(key) else {
            throw refuse("there is no '\(path.joined(separator: "."))'")
        }
        let old = YAMLText.scalar(written)
        if parent.style == .flow {
            return try replace(entry, with: "{" + flowEntry([field], old) + ", " + flowEntry(rest, value) + "}")
        }
        let indentation = column(of: entry.key.range.lowerBound) + 2
        let lines = blockEntry([field], old, indentation) + lineBreak + blockEntry(rest, value, indentation)
        var start = entry.value.range.lowerBound
        while start > 0, source.bytes[start - 1] == 0x20 { start -= 1 }
        return TextChange(range: start..<entry.value.range.upperBound, replacement: lineBreak + lines)
    }

    private func setKconfig(
        _ option: KconfigOption, of component: KraftfileEdit.Component?
    ) throws(KraftfileError) -> TextChange? {
        let path = path(component)
        if let node = try node(path), !path.isEmpty, node.mapping == nil, !isAbsent(node), let written = node.scalar {
            let field = ComponentSource(shortForm: written) == nil ? "version" : "source"
            return try expand(
                path, written, field, adding: ["kconfig", option.name], YAMLText.scalar(option.value.text))
        }
        let kconfig = path + ["kconfig"]
        if let (node, index) = try kconfigItem(option.name, kconfig) {
            let text = YAMLText.scalar("\(option.name)=\(option.value.text)")
            guard let index else {
                guard let last = node.sequence?.last, node.style == .block else {
                    throw refuse("'kconfig' is a list in brackets", at: node)
                }
                let end = lineEnd(last.range.upperBound)
                let blanks = String(repeating: " ", count: column(of: node.range.lowerBound))
                return TextChange(range: end..<end, replacement: lineBreak + blanks + "- " + text)
            }
            return TextChange(range: index, replacement: text)
        }
        return try set(kconfig + [writtenName(option.name, kconfig)], to: option.value.text)
    }

    private func removeKconfig(
        _ name: String, of component: KraftfileEdit.Component?
    ) throws(KraftfileError) -> TextChange {
        let kconfig = path(component) + ["kconfig"]
        let full = KconfigOption(name, .no).name
        if let (node, range) = try kconfigItem(full, kconfig) {
            guard let range, let index = node.sequence?.firstIndex(where: { $0.range == range }) else {
                throw refuse("there is no option '\(full)'")
            }
            return try removeItem(index, of: kconfig)
        }
        return try remove(kconfig + [writtenName(full, kconfig)])
    }

    /// The name of an option as the file has it: with or without `CONFIG_`.
    private func writtenName(_ name: String, _ path: [String]) throws(KraftfileError) -> String {
        let keys = try node(path)?.mapping?.compactMap(\.key.scalar) ?? []
        return keys.first { KconfigOption($0, .no).name == name } ?? name
    }

    /// The list of options at a path and the place of an option's item in it; nil when it is no list.
    private func kconfigItem(
        _ name: String, _ path: [String]
    ) throws(KraftfileError) -> (list: YAMLNode, item: Range<Int>?)? {
        guard let node = try node(path), let items = node.sequence else { return nil }
        let item = items.first { item in
            let written = item.scalar?.split(separator: "=", maxSplits: 1).first.map(String.init) ?? ""
            return KconfigOption(written, .no).name == name
        }
        return (node, item?.range)
    }

    private func setEnvironment(_ name: String, _ value: String) throws(KraftfileError) -> TextChange? {
        guard let list = try node(["env"]), list.sequence != nil else { return try set(["env", name], to: value) }
        let text = YAMLText.scalar("\(name)=\(value)")
        guard let index = try environmentIndex(name), let item = list.sequence?[index] else {
            return try append(text, to: "env")
        }
        guard item.scalar != "\(name)=\(value)" else { return nil }
        return TextChange(range: item.range, replacement: text)
    }

    /// The place of a variable in `env` when that is a list.
    private func environmentIndex(_ name: String) throws(KraftfileError) -> Int? {
        try node(["env"])?.sequence?.firstIndex { item in
            item.scalar?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).first == name[...]
        }
    }
}
