import UnikraftCore

extension KraftfileEditor {
    /// Sets a scalar at a path of keys, and makes the mappings on the way that are missing.
    ///
    /// - Parameters:
    ///   - path: The keys.
    ///   - text: The scalar's text.
    /// - Returns: The change; nil when the value is there already.
    /// - Throws: ``KraftfileError`` when the path does not lead through mappings of the file's own.
    func set(_ path: [String], to text: String) throws(KraftfileError) -> TextChange? {
        guard let last = path.last else { return nil }
        let parentPath = Array(path.dropLast())
        if let parent = try node(parentPath), parent.mapping != nil || parentPath.isEmpty {
            guard let entry = parent.entry(last) else {
                return insert([last], YAMLText.scalar(text, preferred: siblingStyle(parent)), into: parent)
            }
            guard entry.value.scalar != nil else { throw refuse("'\(last)' is not a single value", at: entry.key) }
            if entry.value.scalar == text, entry.value.alias == nil { return nil }
            return try replace(entry, with: YAMLText.scalar(text, preferred: quotes(entry.value.style)))
        }
        // The deepest mapping that is there takes the rest of the path.
        for depth in stride(from: parentPath.count, through: 0, by: -1) {
            guard let parent = try node(Array(path.prefix(depth))) else { continue }
            let rest = Array(path.dropFirst(depth))
            if parent.mapping != nil { return insert(rest, YAMLText.scalar(text), into: parent) }
            guard isAbsent(parent), let key = path[..<depth].last,
                let entry = try node(Array(path.prefix(depth - 1)))?.entry(key)
            else { throw refuse("'\(path.prefix(depth).joined(separator: "."))' is no mapping", at: parent) }
            return fill(entry, rest, YAMLText.scalar(text))
        }
        return nil
    }

    private func quotes(_ style: YAMLNode.Style) -> YAMLNode.Style {
        style == .singleQuoted || style == .doubleQuoted ? style : .plain
    }

    /// The quotes that the last value of a mapping has.
    private func siblingStyle(_ mapping: YAMLNode) -> YAMLNode.Style {
        (mapping.mapping?.last { $0.value.scalar != nil }).map { quotes($0.value.style) } ?? .plain
    }

    /// Adds an entry to a mapping.
    ///
    /// - Parameters:
    ///   - path: The key, and the keys of mappings inside of each other below it.
    ///   - value: The innermost value in one line.
    ///   - mapping: The mapping.
    /// - Returns: The change.
    func insert(_ path: [String], _ value: String, into mapping: YAMLNode) -> TextChange {
        let own = (mapping.mapping ?? []).filter { !$0.isMerged }
        if mapping.style == .flow {
            let end = own.last.map { $0.value.range.upperBound } ?? mapping.range.lowerBound + 1
            return TextChange(range: end..<end, replacement: (own.isEmpty ? "" : ", ") + flowEntry(path, value))
        }
        let anchorEntry = isRoot(mapping) ? predecessor(of: path[0], in: own) : own.last
        guard let anchorEntry, let first = own.first else {
            return TextChange(range: source.bytes.count..<source.bytes.count, replacement: blockEntry(path, value, 0))
        }
        let end = lineEnd(max(anchorEntry.value.range.upperBound, anchorEntry.key.range.upperBound))
        let gap = isRoot(mapping) && hasGaps(own) ? lineBreak : ""
        let text = gap + lineBreak + blockEntry(path, value, column(of: first.key.range.lowerBound))
        return TextChange(range: end..<end, replacement: text)
    }

    /// Gives a key without a value a mapping.
    private func fill(_ entry: YAMLEntry, _ path: [String], _ value: String) -> TextChange {
        let end = lineEnd(entry.key.range.upperBound)
        let text = lineBreak + blockEntry(path, value, column(of: entry.key.range.lowerBound) + 2)
        return TextChange(range: end..<end, replacement: text)
    }

    func blockEntry(_ path: [String], _ value: String, _ indentation: Int) -> String {
        path.enumerated().map { depth, key in
            let blanks = String(repeating: " ", count: indentation + 2 * depth)
            return blanks + YAMLText.scalar(key) + ":" + (depth == path.count - 1 ? " " + value : "")
        }.joined(separator: lineBreak)
    }

    func flowEntry(_ path: [String], _ value: String) -> String {
        path.reversed().reduce(value) { inner, key in
            let entry = YAMLText.scalar(key) + ": " + inner
            return key == path.first ? entry : "{" + entry + "}"
        }
    }

    func isRoot(_ mapping: YAMLNode) -> Bool {
        mapping.range == root.range
    }

    /// Whether empty lines part the entries.
    private func hasGaps(_ entries: [YAMLEntry]) -> Bool {
        zip(entries, entries.dropFirst()).contains { former, latter in
            source.line(at: latter.key.range.lowerBound)
                > source.line(at: max(former.value.range.upperBound, former.key.range.upperBound)) + 1
        }
    }

    /// The entry of the file that a new top-level key goes behind, by the order of the printer.
    private func predecessor(of key: String, in entries: [YAMLEntry]) -> YAMLEntry? {
        guard let place = KraftfilePrinter.order.firstIndex(of: key) else { return entries.last }
        let before = KraftfilePrinter.order[..<place]
        return entries.last { before.contains($0.key.scalar == "specification" ? "spec" : $0.key.scalar ?? "") }
            ?? entries.last
    }
}
