/// Which files with several names the archive has.
struct LinkTable {
    private var inodes: [UInt64: UInt32] = [:]

    /// Looks a file up, and remembers it when it is new.
    ///
    /// - Parameters:
    ///   - identifier: The file.
    ///   - inode: The inode number that it gets if it is new.
    /// - Returns: Its inode number, and whether it is new: only then is its data written.
    mutating func enter(_ identifier: UInt64, inode: UInt32) -> (inode: UInt32, isNew: Bool) {
        if let known = inodes[identifier] { return (known, false) }
        inodes[identifier] = inode
        return (inode, true)
    }
}
