public import OCIModel
public import SystemPackage
public import TarArchive

/// A layer that lies in a store as a plain tar, with its index.
public struct StoredLayer: Sendable {
    /// The tar. Entries' offsets are within it.
    public var path: FilePath
    /// The digest of the tar.
    public var diffID: Digest
    /// The entries.
    public var index: TarIndex
    /// The tar with its digest.
    let stored: StoredFile

    init(_ stored: StoredFile, index: TarIndex) {
        self.stored = stored
        path = stored.path
        diffID = stored.digest
        self.index = index
    }

    /// Where the content of an entry lies.
    ///
    /// - Parameter entry: A regular file of this layer.
    /// - Returns: The bytes of ``path``.
    public func range(of entry: TarEntry) -> Range<UInt64> {
        entry.contentOffset..<(entry.contentOffset + entry.size)
    }
}
