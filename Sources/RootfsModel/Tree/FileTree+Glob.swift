extension FileTree {
    /// Finds the places that match a pattern, as the sources of `COPY` do.
    ///
    /// Each part between slashes matches one name, with the wildcards of Go's `path.Match`. Symbolic links are
    /// followed in the parts before the first special character, and not behind it.
    ///
    /// - Parameter pattern: The pattern; it begins at the root.
    /// - Returns: The places in the order of their bytes; empty when nothing matches.
    /// - Throws: ``FileTreeError`` with the code `invalidPattern`, or when the plain parts cannot be followed.
    public func glob(_ pattern: String) throws(FileTreeError) -> [TreePath] {
        let parts = pattern.split(separator: "/").filter { $0 != "." }
        let plain = parts.prefix { !NamePattern.isPattern($0) }
        guard plain.count < parts.count else {
            let resolved = try resolve(pattern, followsLast: false)
            return resolved.node == nil ? [] : [resolved.path]
        }
        let base = try resolve(plain.joined(separator: "/"))
        guard base.node?.isDirectory ?? false else { return [] }
        var found = [base.path]
        for (index, part) in parts.dropFirst(plain.count).enumerated() {
            let matcher = try NamePattern(String(part))
            let isLast = index == parts.count - plain.count - 1
            var next: [TreePath] = []
            for directory in found {
                guard let record = child(directory)?.directory else { continue }
                for entry in record.entries.chunks.joined() where isLast || entry.child.directory != nil {
                    if matcher.matches(entry.name) { next.append(directory.appendingUnchecked(entry.name)) }
                }
            }
            found = next
        }
        return found.sorted()
    }
}
