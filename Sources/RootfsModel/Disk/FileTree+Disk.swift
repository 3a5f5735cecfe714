public import SystemPackage

extension FileTree {
    /// Reads a directory of the host. Files are not opened: the tree refers to them by their paths.
    ///
    /// Everything is reached by descriptors from the directory down, and no symbolic link is followed.
    ///
    /// - Parameters:
    ///   - directory: The directory; a symbolic link that names it is followed.
    ///   - options: How it is read.
    /// - Throws: ``FileTreeError`` with the code `system`, `changedMeanwhile`, or `invalidPath` for a path that is too
    ///   long.
    public init(directory: FilePath, options: DirectoryReading = DirectoryReading()) throws(FileTreeError) {
        var reader = try DirectoryReader(directory, options)
        self.init(record: try reader.read())
    }

    /// Reads a directory that a tree was written to, and changed there: what has not changed keeps its node, and so
    /// refers to the same bytes as before.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - written: What ``write(to:options:)`` gave.
    ///   - options: How it is read.
    /// - Throws: ``FileTreeError`` as ``init(directory:options:)``.
    public init(
        directory: FilePath, written: WrittenTree, options: DirectoryReading = DirectoryReading()
    ) throws(FileTreeError) {
        var reader = try DirectoryReader(directory, options, written: written)
        self.init(record: try reader.read())
    }

    /// Writes the tree out to a directory.
    ///
    /// The directory may hold files already: a directory in the place of a directory keeps what is in it, all else
    /// is replaced. Everything is reached by descriptors from the directory down, and no symbolic link is followed,
    /// so that nothing outside is ever written.
    ///
    /// - Parameters:
    ///   - directory: The directory; it must exist. Its own metadata becomes that of the root.
    ///   - options: How it is written.
    /// - Returns: What was written, to tell later what has changed.
    /// - Throws: ``FileTreeError`` with the code `system` and the place that failed.
    @discardableResult
    public func write(
        to directory: FilePath, options: DirectoryWriting = DirectoryWriting()
    ) throws(FileTreeError) -> WrittenTree {
        var writer = try DirectoryWriter(directory, options)
        return try writer.write(rootRecord)
    }
}
