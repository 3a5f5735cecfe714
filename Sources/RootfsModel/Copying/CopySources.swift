/// The sources of a copy, found in the tree that they come from.
struct CopySources {
    /// One file or directory to copy.
    struct Match {
        /// Where it is, with no symbolic link on the way.
        var place: TreePath
        /// The name that it gets in a directory.
        var name: [UInt8]
        /// Where it stands below the destination when parents are kept.
        var kept: TreePath
    }

    let source: FileTree

    /// Finds what a source means.
    ///
    /// - Parameter text: A path or a pattern.
    /// - Returns: All matches; at least one.
    /// - Throws: ``FileTreeError`` when there is none, or the path leads out.
    func matches(_ text: String) throws(FileTreeError) -> [Match] {
        try checkInside(text)
        let places = try source.glob(text)
        guard !places.isEmpty else { throw try missing(text) }
        let base = try keptBase(text)
        var matches: [Match] = []
        for place in places {
            let target = try source.resolve(bytes: [UInt8(ascii: "/")] + place.bytes)
            guard target.node != nil else {
                throw FileTreeError(
                    .notFound, Array(text.utf8),
                    "it is a symbolic link that leads to '\(target.path)', where nothing is; links cannot lead out of the tree"
                )
            }
            let isBelow = base.contains(place) && place != base
            let kept = isBelow ? place.bytes.dropFirst(base.isRoot ? 0 : base.bytes.count + 1) : place.bytes[...]
            matches.append(
                Match(place: target.path, name: Array(place.lastName), kept: TreePath(unchecked: Array(kept))))
        }
        return matches
    }

    /// What stands before the part `.` that says where kept parents begin.
    private func keptBase(_ text: String) throws(FileTreeError) -> TreePath {
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        guard let pivot = parts.lastIndex(of: "."), pivot > 0 else { return .root }
        return try source.resolve(parts[..<pivot].joined(separator: "/")).path
    }

    /// Refuses a path that climbs above the root by `..`.
    private func checkInside(_ text: String) throws(FileTreeError) {
        var depth = 0
        for part in text.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            guard depth >= 0 else {
                throw FileTreeError(
                    .outsideTree, Array(text.utf8), "the path leads out by '..'; copy only from below the root")
            }
        }
    }

    private func missing(_ text: String) throws(FileTreeError) -> FileTreeError {
        guard !NamePattern.isPattern(text) else {
            return FileTreeError(.notFound, Array(text.utf8), "nothing matches this pattern")
        }
        let place = try source.resolve(text).path
        return FileTreeError(
            .notFound, Array(text.utf8), "there is no such file", nearMisses: source.nearMisses(of: place))
    }
}
