extension FileTree {
    /// All files, each directory before what is in it, in the order of the bytes of their paths.
    ///
    /// The root itself is the first.
    public var entries: Entries { Entries(root: rootRecord, start: .root) }

    /// A directory with all files below it, in the order of the bytes of their paths.
    ///
    /// - Parameter path: The directory; no symbolic link is followed.
    /// - Returns: The entries, with paths from the root of the tree; for a file that is no directory, that file
    ///   alone; nothing when there is nothing.
    public func entries(below path: TreePath) -> Entries {
        guard let child = child(path) else { return Entries(root: nil, start: path) }
        guard let directory = child.directory else { return Entries(root: nil, start: path, only: child.node) }
        return Entries(root: directory, start: path)
    }

    /// The files of a tree in the order of the bytes of their paths.
    public struct Entries: Sequence, Sendable {
        let root: DirectoryRecord?
        let start: TreePath
        var only: FileNode?

        /// Starts at the first entry.
        ///
        /// - Returns: The iterator.
        public func makeIterator() -> Iterator { Iterator(self) }
    }
}

extension FileTree.Entries {
    /// Goes through the files of a tree. The memory in use grows with the depth of the tree alone.
    public struct Iterator: IteratorProtocol, Sendable {
        private struct Frame {
            let record: DirectoryRecord
            var place: EntryList.Place
            /// Length of the directory's path in bytes.
            let length: Int
            /// Directories whose contents are yet to come: `a-b` stands between `a` and `a/c`.
            var pending: [DirectoryEntry] = []
        }

        private var frames: [Frame] = []
        private var path: [UInt8]
        private var first: FileEntry?

        init(_ entries: FileTree.Entries) {
            path = entries.start.bytes
            if let node = entries.only { first = FileEntry(path: entries.start, node: node) }
            guard let root = entries.root else { return }
            first = FileEntry(path: entries.start, node: FileNode(.directory, metadata: root.metadata))
            frames = [Frame(record: root, place: root.entries.start, length: path.count)]
        }

        /// The next entry.
        ///
        /// - Returns: nil after the last.
        public mutating func next() -> FileEntry? {
            if let entry = first.take() { return entry }
            while var frame = frames.popLast() {
                let entries = frame.record.entries
                let following = entries.isEnd(frame.place) ? nil : entries[frame.place]
                if let descent = frame.pending.last, following.map({ Self.precedes(descent.name, $0.name) }) ?? true {
                    frame.pending.removeLast()
                    frames.append(frame)
                    enter(descent, frame.length)
                } else if let entry = following {
                    frame.place = entries.after(frame.place)
                    if entry.child.directory.map({ !$0.entries.isEmpty }) ?? false { frame.pending.append(entry) }
                    frames.append(frame)
                    setName(entry.name, frame.length)
                    return FileEntry(path: TreePath(unchecked: path), node: entry.child.node)
                }
            }
            return nil
        }

        private mutating func enter(_ entry: DirectoryEntry, _ length: Int) {
            guard case .directory(let record) = entry.child else { return }
            setName(entry.name, length)
            frames.append(Frame(record: record, place: record.entries.start, length: path.count))
        }

        private mutating func setName(_ name: [UInt8], _ length: Int) {
            path.removeSubrange(length...)
            if length > 0 { path.append(UInt8(ascii: "/")) }
            path.append(contentsOf: name)
        }

        /// Whether what is in a directory comes before a name: whether the name with a slash does.
        private static func precedes(_ directory: [UInt8], _ name: [UInt8]) -> Bool {
            guard name.count > directory.count, name.starts(with: directory) else {
                return compareBytes(directory.span, name.span) < 0
            }
            return name[directory.count] > UInt8(ascii: "/")
        }
    }
}
