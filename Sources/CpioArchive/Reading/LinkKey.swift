/// What the names of one file have in common in an archive.
struct LinkKey: Hashable, Sendable {
    private let archive: Int
    private let device: CpioDevice
    private let inode: UInt32

    /// Reads the key of a record; nil for what has one name, and for symlinks and directories, which
    /// archives do not link.
    init?(_ record: CpioRecord) {
        guard record.linkCount > 1, let kind = record.kind, kind != .directory, kind != .symlink else { return nil }
        archive = record.archiveIndex
        device = record.device
        inode = record.inode
    }
}
