/// A tree that was written to a directory, with what tells later which files have changed there.
public struct WrittenTree: Sendable {
    private var files: [TreePath: (identity: HostIdentity, record: FileRecord)] = [:]
    private var stamps: [HostIdentity: HostStamp] = [:]
    private var links: [HostIdentity: LinkIdentity] = [:]

    /// Notes a name that was written. A further name of a file changes its stamp, for all its names.
    mutating func note(_ path: TreePath, _ stamp: HostStamp, _ record: FileRecord) {
        files[path] = (stamp.identity, record)
        stamps[stamp.identity] = stamp
        if let link = record.node.link { links[stamp.identity] = link }
    }

    /// The file that was written at a place, if it is still there as it was.
    func unchanged(_ path: TreePath, _ stamp: HostStamp) -> FileRecord? {
        guard let file = files[path], stamps[file.identity] == stamp else { return nil }
        return file.record
    }

    func link(of identity: HostIdentity) -> LinkIdentity? { links[identity] }

    /// Adds what was written later.
    mutating func merge(_ other: WrittenTree) {
        files.merge(other.files) { $1 }
        stamps.merge(other.stamps) { $1 }
        links.merge(other.links) { $1 }
    }
}
