/// A whole file system as a value.
///
/// A copy costs nothing: copies share all directories that neither has changed. The bytes of files are not part of
/// the tree; it says where they are (``FileContent``). Two trees are equal when they have the same places with equal
/// nodes, and the same names are names of one file.
public struct FileTree: Sendable {
    private(set) var rootRecord: DirectoryRecord

    /// Creates a tree of a root directory alone.
    ///
    /// - Parameter metadata: What is kept about the root.
    public init(root metadata: FileMetadata = FileMetadata(permissions: 0o755)) {
        rootRecord = DirectoryRecord(metadata: metadata)
    }

    init(record: DirectoryRecord) {
        rootRecord = record
    }

    /// Whether there is nothing but the root directory.
    public var isEmpty: Bool { rootRecord.entries.isEmpty }

    /// The root directory to be changed: a copy when another tree has it too.
    mutating func uniqueRoot() -> DirectoryRecord {
        if !isKnownUniquelyReferenced(&rootRecord) { rootRecord = rootRecord.copy() }
        return rootRecord
    }

    /// What is at a place; symbolic links on the way are not followed.
    ///
    /// - Parameter path: The place.
    /// - Returns: The node; nil when there is nothing.
    public subscript(path: TreePath) -> FileNode? { child(path)?.node }

    /// The names in a directory, in the order of their bytes.
    ///
    /// - Parameter path: The directory; no symbolic link is followed.
    /// - Returns: The names; empty when there is no such directory.
    public func names(in path: TreePath) -> [[UInt8]] {
        child(path)?.directory?.entries.chunks.flatMap { $0.map(\.name) } ?? []
    }

    func child(_ path: TreePath) -> Child? {
        var current = rootRecord
        var rest = path.names[...]
        while let name = rest.popFirst() {
            guard let child = current.entries.child(name) else { return nil }
            if rest.isEmpty { return child }
            guard case .directory(let next) = child else { return nil }
            current = next
        }
        return .directory(current)
    }
}

extension FileTree: Equatable {
    /// Compares places, nodes and which names belong to one file; not the bytes that contents refer to.
    public static func == (first: FileTree, second: FileTree) -> Bool {
        first.rootRecord === second.rootRecord || second.changes(since: first).isEmpty
    }
}
