/// What a copy from one tree to another does, by the rules of `COPY` (Dockerfile reference, "COPY").
public struct TreeCopy: Sendable {
    /// The sources: paths or patterns from the root of the source tree.
    public var sources: [String]
    /// The destination; a slash at its end says that it is a directory.
    public var destination: String
    /// Where a destination begins that is no absolute path.
    public var workingDirectory: TreePath
    /// Owner and group of all that is copied or made; nil keeps those of the source.
    public var owner: FileOwner?
    /// Gives the permissions of a file or directory that is copied; nil keeps those of the source.
    public var permissions: (@Sendable (FileNode) -> UInt16)?
    /// Chooses what is copied, by the place below the source directory, or by the name of a source that is a file.
    public var selection: (@Sendable (TreePath) -> FileSelection)?
    /// Whether the directories that lead to a source are kept; those before a part `.` are not.
    public var keepsParents: Bool
    /// What is kept about directories that are made on the way to the destination.
    public var parents: FileMetadata

    /// Creates the description of a copy.
    ///
    /// - Parameters:
    ///   - sources: The sources.
    ///   - destination: The destination.
    ///   - workingDirectory: Where a destination begins that is no absolute path.
    public init(_ sources: [String], to destination: String, workingDirectory: TreePath = .root) {
        self.sources = sources
        self.destination = destination
        self.workingDirectory = workingDirectory
        keepsParents = false
        parents = FileMetadata(permissions: 0o755)
    }
}

/// An owner with a group.
public struct FileOwner: Sendable, Hashable {
    /// The number of the owning user.
    public var user: UInt32
    /// The number of the owning group.
    public var group: UInt32

    /// Creates an owner.
    ///
    /// - Parameters:
    ///   - user: The number of the owning user.
    ///   - group: The number of the owning group.
    public init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }
}
