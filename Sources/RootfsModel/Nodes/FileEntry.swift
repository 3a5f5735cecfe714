/// A file of a tree with its place.
public struct FileEntry: Sendable, Hashable {
    /// Where it is.
    public var path: TreePath
    /// What it is.
    public var node: FileNode

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - node: What it is.
    public init(path: TreePath, node: FileNode) {
        self.path = path
        self.node = node
    }
}
