import UnikraftCore

extension KraftfileEditor {
    /// Removes the entry at a path of keys; a mapping that would be left empty goes with it.
    func remove(_ path: [String]) throws(KraftfileError) -> TextChange {
        guard let key = path.last, let parent = try node(Array(path.dropLast())), let entry = parent.entry(key) else {
            throw refuse("there is no '\(path.joined(separator: "."))'")
        }
        guard !entry.isMerged else { throw refuse("'\(key)' is shared by an anchor", at: entry.key) }
        let own = (parent.mapping ?? []).filter { !$0.isMerged }
        if own.count == 1, path.count > 1 { return try remove(Array(path.dropLast())) }
        let range = entry.key.range.lowerBound..<max(entry.key.range.upperBound, entry.value.range.upperBound)
        guard parent.style == .flow else { return try removeLines(range) }
        return removeItem(own.map { $0.key.range.lowerBound..<$0.value.range.upperBound }, range)
    }

    /// Removes an item of a list; a list that would be left empty goes with its key.
    func removeItem(_ index: Int, of path: [String]) throws(KraftfileError) -> TextChange {
        guard let list = try node(path), let items = list.sequence, items.indices.contains(index) else {
            throw refuse("there is no such item in '\(path.joined(separator: "."))'")
        }
        guard items.count > 1 else { return try remove(path) }
        guard list.style == .flow else {
            // The dash stands before the item, in the list's column.
            var dash = items[index].range.lowerBound
            while dash > 0,
                source.bytes[dash] != UInt8(ascii: "-") || column(of: dash) != column(of: list.range.lowerBound)
            {
                dash -= 1
            }
            return try removeLines(dash..<items[index].range.upperBound)
        }
        return removeItem(items.map(\.range), items[index].range)
    }

    /// Removes whole lines, which must hold nothing else before the range.
    private func removeLines(_ range: Range<Int>) throws(KraftfileError) -> TextChange {
        let start = source.byteRange(ofLine: source.line(at: range.lowerBound)).lowerBound
        guard source.bytes[start..<range.lowerBound].allSatisfy({ $0 == 0x20 }) else {
            throw refuse("the entry does not begin its line")
        }
        return TextChange(range: start..<nextLine(max(range.lowerBound, range.upperBound - 1)), replacement: "")
    }

    /// Removes an item in brackets or braces with the comma behind it, or before it for the last.
    private func removeItem(_ all: [Range<Int>], _ item: Range<Int>) -> TextChange {
        guard let index = all.firstIndex(where: { $0.lowerBound == item.lowerBound }) else {
            return TextChange(range: item, replacement: "")
        }
        if index + 1 < all.count {
            return TextChange(range: item.lowerBound..<all[index + 1].lowerBound, replacement: "")
        }
        let start = index > 0 ? all[index - 1].upperBound : item.lowerBound
        return TextChange(range: start..<item.upperBound, replacement: "")
    }

    /// Adds an item to the list at a path of one key, and makes the list when it is missing.
    func append(_ item: String, to key: String) throws(KraftfileError) -> TextChange {
        guard let list = try node([key]), let entry = root.entry(key) else {
            return insertList(item, key)
        }
        if isAbsent(list) {
            let end = lineEnd(entry.key.range.upperBound)
            return TextChange(range: end..<end, replacement: lineBreak + "- " + item)
        }
        guard let items = list.sequence else { throw refuse("'\(key)' is no list", at: entry.key) }
        if list.style == .flow {
            let end = items.last?.range.upperBound ?? list.range.lowerBound + 1
            return TextChange(range: end..<end, replacement: (items.isEmpty ? "" : ", ") + item)
        }
        let end = lineEnd(list.range.upperBound)
        let blanks = String(repeating: " ", count: column(of: list.range.lowerBound))
        return TextChange(range: end..<end, replacement: lineBreak + blanks + "- " + item)
    }

    private func insertList(_ item: String, _ key: String) -> TextChange {
        if root.style == .flow { return insert([key], "[\(item)]", into: root) }
        var change = insert([key], "", into: root)
        while change.replacement.last == " " { change.replacement.removeLast() }
        change.replacement += lineBreak + "- " + item
        return change
    }
}
