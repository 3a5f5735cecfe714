package import SystemPackage

/// The order in which libraries are given to make.
package enum LibraryOrder {
    /// Libraries that others are built upon come first, in this order; their Makefiles set flags for the rest.
    private static let first = [
        "libcxxabi", "libcxx", "libunwind", "compiler-rt", "libgo", "musl", "newlib", "pthread-embedded",
    ]

    /// Sorts directories of libraries: the language and C libraries first, then the rest by path.
    ///
    /// - Parameter libraries: The directories.
    /// - Returns: The directories in order; each once.
    package static func sorted(_ libraries: [FilePath]) -> [FilePath] {
        var seen: Set<FilePath> = []
        return libraries.filter { seen.insert($0).inserted }.sorted { left, right in
            let (leftRank, rightRank) = (rank(left), rank(right))
            return leftRank != rightRank
                ? leftRank < rightRank : left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
        }
    }

    private static func rank(_ path: FilePath) -> Int {
        var name = path.lastComponent?.string ?? ""
        if name.hasPrefix("lib-") { name.removeFirst(4) }
        return first.firstIndex(of: name) ?? first.count
    }
}
