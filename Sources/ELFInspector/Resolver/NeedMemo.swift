/// What is known of one need of one file, so that the next program with this file need not ask again.
struct NeedMemo {
    /// The name that is needed; -1 while nothing is known.
    var name: Int32 = -1
    var kind = DependencyKind.needed
    /// Whether the name has a slash.
    var isPath = false
    /// The context and the scope of the last search; -1 is none.
    var key: Int64 = -1
    /// The number of that search in its context, and what it found.
    var lookup: Int32 = -1
    var found: Int32 = -1
    var path: Int32 = -1
    /// The first edge for the need, and the file that it leads to; -1 and -2 while there is none.
    var firstEdge: Int32 = -1
    var edgeTarget: Int32 = -2
}

/// What the walk asks of a file again and again.
struct FileFacts {
    /// The first file with the same identity; -1 while nothing is known.
    var first: Int32 = -1
    var soname: Int32 = -1
    var needs: Range<Int> = 0..<0
    /// Whether the file changes where libraries are looked for.
    var hasPaths = false
}
