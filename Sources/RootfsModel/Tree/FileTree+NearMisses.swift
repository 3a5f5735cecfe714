extension FileTree {
    /// Paths that are there and look like one that is not: names in the deepest directory on its way that differ
    /// in case, in a few letters or in their ending.
    ///
    /// - Parameter path: The place where there is nothing.
    /// - Returns: At most three paths, the closest first.
    public func nearMisses(of path: TreePath) -> [String] {
        var directory = rootRecord
        var place = TreePath.root
        for name in path.names {
            if let next = directory.entries.child(name)?.directory {
                directory = next
                place = place.appendingUnchecked(name)
                continue
            }
            let wanted = Array(String(decoding: name, as: UTF8.self).lowercased().utf8)
            let limit = max(1, wanted.count / 3)
            var found: [(distance: Int, path: String)] = []
            for entry in directory.entries.chunks.joined() {
                let candidate = Array(String(decoding: entry.name, as: UTF8.self).lowercased().utf8)
                guard abs(candidate.count - wanted.count) <= limit else { continue }
                let distance = editDistance(wanted, candidate)
                if distance <= limit { found.append((distance, place.appendingUnchecked(entry.name).text)) }
            }
            return found.sorted { ($0.distance, $0.path) < ($1.distance, $1.path) }.prefix(3).map(\.path)
        }
        return []
    }
}

/// How many bytes must be changed, added or taken away to make one name of another (Levenshtein).
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (line, byte) in first.enumerated() {
        var diagonal = row[0]
        row[0] = line + 1
        for (column, other) in second.enumerated() {
            let cost = byte == other ? diagonal : min(diagonal, row[column], row[column + 1]) + 1
            diagonal = row[column + 1]
            row[column + 1] = cost
        }
    }
    return row[second.count]
}
