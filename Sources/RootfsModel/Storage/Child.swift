/// What stands behind a name of a directory.
enum Child: Sendable {
    case file(FileRecord)
    case directory(DirectoryRecord)

    /// The node as users see it.
    var node: FileNode {
        switch self {
        case .file(let record): record.node
        case .directory(let record): FileNode(.directory, metadata: record.metadata)
        }
    }

    var directory: DirectoryRecord? {
        guard case .directory(let record) = self else { return nil }
        return record
    }

    /// Whether both are the same memory, so that all below them is equal.
    func isIdentical(to other: Child) -> Bool {
        switch (self, other) {
        case (.file(let first), .file(let second)): first === second
        case (.directory(let first), .directory(let second)): first === second
        default: false
        }
    }
}

/// A name of a directory with what stands behind it.
struct DirectoryEntry: Sendable {
    let name: [UInt8]
    var child: Child
}
