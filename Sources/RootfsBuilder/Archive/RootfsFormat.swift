public import RootfsModel
public import SystemPackage

/// A format that a root filesystem is written in.
public protocol RootfsFormat: Sendable {
    /// The ending of the archive's name, without a dot.
    var fileExtension: String { get }

    /// Writes a tree. The same tree gives the same bytes.
    ///
    /// - Parameters:
    ///   - tree: The tree.
    ///   - path: The archive; it appears when it is complete. Directories that lead to it are made.
    /// - Returns: What was written.
    /// - Throws: ``RootfsError``.
    func write(_ tree: FileTree, to path: FilePath) throws -> ArchiveSummary
}

/// What was written to an archive.
public struct ArchiveSummary: Sendable, Hashable {
    /// Bytes of the archive.
    public var size: UInt64
    /// The number of files, directories and links in it.
    public var entryCount: Int
    /// What was left out or changed, one line each.
    public var notices: [String]
}
