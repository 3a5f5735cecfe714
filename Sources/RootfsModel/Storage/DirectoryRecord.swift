/// A directory of a tree.
///
/// A record that more than one tree refers to is never changed: ``FileTree`` copies it first. That rule is what
/// makes it safe to share between threads.
final class DirectoryRecord: @unchecked Sendable {
    var metadata: FileMetadata
    var entries: EntryList
    /// Whether something below may be one of several names of a file. It stays set when the last of them goes.
    var mayHoldLinks: Bool
    /// The length of the longest path below, in bytes. It stays when that path goes.
    var longestPath: Int

    init(
        metadata: FileMetadata, entries: EntryList = EntryList(), mayHoldLinks: Bool = false, longestPath: Int = 0
    ) {
        self.metadata = metadata
        self.entries = entries
        self.mayHoldLinks = mayHoldLinks
        self.longestPath = longestPath
    }

    /// A record of its own with the same children.
    func copy() -> DirectoryRecord {
        DirectoryRecord(
            metadata: metadata, entries: entries, mayHoldLinks: mayHoldLinks, longestPath: longestPath)
    }

    /// Gives a child directory to be changed: the child itself when nobody else has it, else a copy in its place.
    ///
    /// This record must be one that may be changed.
    ///
    /// - Parameter place: Where the child is.
    /// - Returns: nil when the child is no directory.
    func uniqueDirectory(at place: EntryList.Place) -> DirectoryRecord? {
        guard case .directory(var record) = entries[place].child else { return nil }
        entries.setChild(.file(.placeholder), at: place)
        if !isKnownUniquelyReferenced(&record) { record = record.copy() }
        entries.setChild(.directory(record), at: place)
        return record
    }
}
