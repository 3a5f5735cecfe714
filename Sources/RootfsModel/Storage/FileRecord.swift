/// A node that is no directory, at one place in memory however many trees have it.
final class FileRecord: Sendable {
    let node: FileNode

    init(_ node: FileNode) {
        self.node = node
    }

    /// Stands where a directory was taken out for a moment.
    static let placeholder = FileRecord(FileNode(.fifo, metadata: FileMetadata(permissions: 0)))
}
