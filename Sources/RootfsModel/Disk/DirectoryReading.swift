/// How a directory of the host is read.
public struct DirectoryReading: Sendable {
    /// What is done with metadata of the host.
    public enum Metadata: Sendable, Hashable {
        /// It is kept.
        case keep
        /// Owner and group become 0, and no time is later than this (seconds since 1970) or before 1970; nanoseconds
        /// and extended attributes are dropped.
        case normalized(latestTime: Int64)
    }

    /// What is done with metadata.
    public var metadata: Metadata
    /// Whether extended attributes are read; this costs a system call a file.
    public var readsExtendedAttributes: Bool
    /// Chooses what is read, by its place and whether it is a directory; nil takes everything.
    public var selection: (@Sendable (TreePath, _ isDirectory: Bool) -> FileSelection)?

    /// Creates the description.
    ///
    /// - Parameters:
    ///   - metadata: What is done with metadata.
    ///   - readsExtendedAttributes: Whether extended attributes are read.
    ///   - selection: Chooses what is read.
    public init(
        metadata: Metadata = .keep, readsExtendedAttributes: Bool = false,
        selection: (@Sendable (TreePath, _ isDirectory: Bool) -> FileSelection)? = nil
    ) {
        self.metadata = metadata
        self.readsExtendedAttributes = readsExtendedAttributes
        self.selection = selection
    }

    func applied(to metadata: FileMetadata) -> FileMetadata {
        switch self.metadata {
        case .keep: metadata
        case .normalized(let latest):
            FileMetadata(
                permissions: metadata.permissions, modificationTime: min(max(metadata.modificationTime, 0), latest))
        }
    }
}
