import UnikraftCore

/// The anchor and the tag before a node (YAML 1.1, section 6.9 of the 1.2 text).
struct YAMLProperties {
    var anchor: String?
    var tag: String?

    var isPresent: Bool { anchor != nil || tag != nil }
}

extension YAMLReader {
    /// Reads `&anchor` and `!tag` in either order, with blanks between them.
    mutating func readProperties() throws(YAMLSyntaxError) -> YAMLProperties {
        var properties = YAMLProperties()
        while true {
            let first = byte()
            let start = position
            if first == UInt8(ascii: "&"), properties.anchor == nil {
                properties.anchor = try readName("anchor")
            } else if first == UInt8(ascii: "!"), properties.tag == nil {
                while !Self.isBreakOrBlank(byte()), !(Self.isFlowIndicator(byte()) && position > start) {
                    position += 1
                }
                properties.tag = String(decoding: bytes[start..<position], as: UTF8.self)
            } else {
                return properties
            }
            var end = position
            while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
            let next = end < bytes.count ? bytes[end] : 0
            guard next == UInt8(ascii: "&") || next == UInt8(ascii: "!") else { return properties }
            position = end
        }
    }

    /// Reads the name behind `&` or `*`.
    private mutating func readName(_ kind: String) throws(YAMLSyntaxError) -> String {
        let start = position
        position += 1
        while !Self.isBreakOrBlank(byte()), !Self.isFlowIndicator(byte()) { position += 1 }
        guard position > start + 1 else {
            throw error(
                "the \(kind) has no name", at: start..<position,
                remedy: "Quote the text when it should begin with this character.")
        }
        return String(decoding: bytes[start + 1..<position], as: UTF8.self)
    }

    /// Reads `*name` and gives the node of that anchor.
    mutating func readAlias() throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        let name = try readName("alias")
        guard let target = anchors[name] else {
            throw error(
                "no anchor '&\(PrintableText.of(name))' stands before this alias", at: start..<position,
                remedy: "Correct the name, or quote the text when it should begin with '*'.")
        }
        try count(target.count)
        var node = target.node
        node.range = start..<position
        node.anchor = nil
        node.alias = name
        return node
    }

    /// Gives a node its properties and remembers its anchor.
    mutating func attach(_ properties: YAMLProperties, to node: inout YAMLNode, countBefore: Int) {
        node.tag = properties.tag ?? node.tag
        guard let anchor = properties.anchor else { return }
        node.anchor = anchor
        anchors[anchor] = (node, max(1, nodeCount - countBefore))
    }

    /// Adds an entry to a mapping; a key that is there already is reported.
    mutating func add(_ entry: YAMLEntry, to entries: inout [YAMLEntry], keys: inout [String: Int]) {
        guard let key = entry.key.scalar else {
            entries.append(entry)
            return
        }
        if !(key == "<<" && entry.key.style == .plain) {
            if let first = keys[key] {
                reportDuplicate(entry, key, first: first, among: entries)
                return
            }
            keys[key] = entry.key.range.lowerBound
        }
        entries.append(entry)
    }

    /// The same value twice does no harm, and is found in published Kraftfiles; two values contradict.
    private mutating func reportDuplicate(_ entry: YAMLEntry, _ key: String, first: Int, among entries: [YAMLEntry]) {
        // Comparing the values takes long where there are very many.
        guard found.hasRoom(for: .warning) || found.hasRoom(for: .error) else { return stop() }
        let value = entries.first { $0.key.range.lowerBound == first }?.value
        let isSame = value?.scalar != nil && value?.scalar == entry.value.scalar && value?.tag == entry.value.tag
        report(
            source.diagnostic(
                isSame ? .warning : .error, .duplicateKey,
                "the key '\(PrintableText.of(key))' stands already in line \(source.line(at: first))"
                    + (isSame ? " with the same value" : ""),
                at: entry.key.range, remedy: "Keep one of the two."))
    }

    /// Replaces merge keys `<<` by the entries of the mappings they name (YAML 1.1, merge type). Keys of
    /// the mapping itself win, and an earlier mapping wins over a later one.
    mutating func merge(_ entries: inout [YAMLEntry], keys: [String: Int]) {
        guard entries.contains(where: { $0.key.scalar == "<<" && $0.key.style == .plain }) else { return }
        var known = Set(keys.keys)
        var merged: [YAMLEntry] = []
        for entry in entries where entry.key.scalar == "<<" && entry.key.style == .plain {
            for node in entry.value.sequence ?? [entry.value] {
                guard let others = node.mapping else {
                    report(
                        source.diagnostic(
                            .error, .wrongType, "'<<' needs a mapping or a list of mappings", at: node.range,
                            remedy: "Name an anchor of a mapping, as in '<<: *defaults'."))
                    continue
                }
                for other in others where other.key.scalar.map({ known.insert($0).inserted }) ?? false {
                    merged.append(YAMLEntry(key: other.key, value: other.value, isMerged: true))
                }
            }
        }
        entries.removeAll { $0.key.scalar == "<<" && $0.key.style == .plain }
        entries += merged
    }
}
