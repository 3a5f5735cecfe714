import UnikraftCore

extension ProjectReader {
    /// Reads the root filesystem: a text, a mapping, or a list of one of them.
    mutating func rootfs(_ node: YAMLNode) -> RootfsDescription? {
        guard let nodes = node.sequence else { return image(node, "'rootfs'") }
        guard version < .v07 else {
            wrongType("'rootfs'", "a text or a mapping", node, remedy: "Write one source; further images go to 'roms'.")
            return nil
        }
        guard let first = nodes.first, nodes.count == 1 else {
            error(
                .invalidValue, "'rootfs' names \(nodes.count) sources instead of one", at: node.range,
                remedy: "Keep one source; further images go to 'roms'.")
            return nil
        }
        return image(first, "'rootfs'")
    }

    mutating func roms(_ node: YAMLNode) -> [RootfsDescription] {
        list(node, "'roms'", remedy: "Write '- ./data.erofs' below the key.").compactMap {
            image($0, "an item of 'roms'")
        }
    }

    private mutating func image(_ node: YAMLNode, _ subject: String) -> RootfsDescription? {
        guard node.mapping != nil else {
            return text(node, subject, mustBeText: true).flatMap { text in
                isNotEmpty(text, subject, node.range) ? RootfsDescription(source: text) : nil
            }
        }
        let fields = fields(of: node, table: .rootfs)
        guard let source = fields["source"] else {
            error(
                .missingValue, "\(subject) has no 'source'", at: node.mapping?.first?.key.range ?? node.range,
                remedy: "Add 'source: ./Dockerfile'.")
            return nil
        }
        guard var result = imageSource(source.value) else { return nil }
        if let entry = fields["format"], let text = text(entry.value, "'format'") {
            result.format = RootfsDescription.Format(rawValue: text)
            if result.format == nil {
                invalidChoice("format", text, RootfsDescription.Format.allCases.map(\.rawValue), entry.value.range)
            }
        }
        if let entry = fields["type"] { readType(entry, hasObject: source.value.mapping != nil, into: &result) }
        return result
    }

    /// Reads the `type` beside a source, which names the form that the guest gets, or what the source is.
    private mutating func readType(_ entry: YAMLEntry, hasObject: Bool, into result: inout RootfsDescription) {
        guard let text = text(entry.value, "'type'") else { return }
        guard !hasObject else {
            error(
                .conflictingKeys, "'type' cannot stand beside a 'source' that is a mapping", at: entry.key.range,
                remedy: "Put it into the source, or use 'format'.")
            return
        }
        if let format = RootfsDescription.Format(rawValue: text) {
            if let other = result.format, other != format {
                error(
                    .conflictingKeys, "'type' and 'format' contradict each other", at: entry.value.range,
                    remedy: "Keep 'format'.")
            }
            result.format = format
        } else if let kind = RootfsDescription.Kind(rawValue: text) {
            result.kind = kind
        } else {
            invalidChoice("type", text, RootfsDescription.Kind.allCases.map(\.rawValue), entry.value.range)
        }
    }

    private mutating func imageSource(_ node: YAMLNode) -> RootfsDescription? {
        guard node.mapping != nil else {
            return text(node, "'source'", mustBeText: true).flatMap { text in
                isNotEmpty(text, "'source'", node.range) ? RootfsDescription(source: text) : nil
            }
        }
        if version < .v07 {
            warn(
                .newerKey, "a 'source' that is a mapping came with version v0.7 of the specification",
                at: node.mapping?.first?.key.range, remedy: "Write 'spec: v0.7'.")
        }
        let fields = fields(of: node, table: .rootfsSource)
        let path = fields["path"].flatMap { text($0.value, "'path'", mustBeText: true) }
        let dockerfile = fields["dockerfile"].flatMap { text($0.value, "'dockerfile'", mustBeText: true) }
        var kind: RootfsDescription.Kind?
        if let entry = fields["type"], let text = text(entry.value, "'type'") {
            kind = RootfsDescription.Kind(rawValue: text)
            if kind == nil {
                invalidChoice("type", text, RootfsDescription.Kind.allCases.map(\.rawValue), entry.value.range)
            }
            if dockerfile != nil, let kind, kind != .dockerfile {
                error(
                    .conflictingKeys, "a source with a 'dockerfile' cannot be of type '\(text)'", at: entry.value.range,
                    remedy: "Remove one of the two.", suggestion: "dockerfile")
            }
        }
        guard fields["path"] != nil || fields["dockerfile"] != nil else {
            error(
                .missingValue, "the source has no 'path'", at: node.mapping?.first?.key.range ?? node.range,
                remedy: "Add 'path: .'.")
            return nil
        }
        guard path != nil || dockerfile != nil else { return nil }
        return RootfsDescription(
            source: path ?? ".", kind: dockerfile == nil ? kind : .dockerfile, dockerfile: dockerfile)
    }

    private mutating func isNotEmpty(_ text: String, _ subject: String, _ range: Range<Int>) -> Bool {
        if !text.isEmpty { return true }
        error(.missingValue, "\(subject) is empty", at: range, remedy: "Write a path, for example ./Dockerfile.")
        return false
    }
}
