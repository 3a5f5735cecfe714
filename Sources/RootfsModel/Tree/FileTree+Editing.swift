extension FileTree {
    /// Puts a node at a place, instead of what was there.
    ///
    /// A directory in the place of a directory keeps what is in it and takes the new metadata. Directories on the
    /// way that are missing are made; symbolic links on the way are not followed.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - path: The place.
    ///   - parents: What is kept about directories that are made on the way.
    /// - Throws: ``FileTreeError`` with the code `notDirectory` when something on the way, or the node for the
    ///   root, is no directory.
    public mutating func set(
        _ node: FileNode, at path: TreePath, parents: FileMetadata = FileMetadata(permissions: 0o755)
    ) throws(FileTreeError) {
        let child: Child =
            node.isDirectory ? .directory(DirectoryRecord(metadata: node.metadata)) : .file(FileRecord(node))
        try put(child, at: path, parents: parents)
    }

    /// Makes a directory with all that lead to it; those that are there stay as they are.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - metadata: What is kept about directories that are made.
    /// - Throws: ``FileTreeError`` with the code `notDirectory` when something on the way is no directory.
    public mutating func makeDirectory(
        _ path: TreePath, metadata: FileMetadata = FileMetadata(permissions: 0o755)
    ) throws(FileTreeError) {
        guard child(path)?.directory == nil else { return }
        if child(path) != nil { throw notDirectory(path, path) }
        try put(.directory(DirectoryRecord(metadata: metadata)), at: path, parents: metadata)
    }

    /// Takes a place away with all below it.
    ///
    /// - Parameter path: The place. The root itself stays, and everything in it goes.
    /// - Returns: Whether there was something.
    @discardableResult
    public mutating func remove(_ path: TreePath) -> Bool {
        guard child(path) != nil else { return false }
        guard !path.isRoot else {
            uniqueRoot().entries.removeAll()
            return true
        }
        guard let parent = uniqueDirectory(path.parent) else { return false }
        let found = parent.entries.find(path.lastName.span)
        parent.entries.remove(at: found.place)
        return true
    }

    /// Takes away everything in a directory.
    ///
    /// - Parameter path: The directory; nothing happens when it is none.
    public mutating func removeContents(of path: TreePath) {
        guard child(path)?.directory != nil else { return }
        uniqueDirectory(path)?.entries.removeAll()
    }

    /// Gives a file one more name (a hard link).
    ///
    /// - Parameters:
    ///   - path: The new name; what was there is replaced.
    ///   - target: The file's other name.
    /// - Throws: ``FileTreeError`` with the code `notFound` when there is no such file, `isDirectory` when it is a
    ///   directory, `notDirectory` when something on the way is none.
    public mutating func link(_ path: TreePath, to target: TreePath) throws(FileTreeError) {
        guard var node = self[target] else {
            throw missing(target, "there is no such file to link to")
        }
        guard !node.isDirectory else {
            throw FileTreeError(.isDirectory, Array(target.description.utf8), "a directory has one name only")
        }
        if node.link == nil { node.link = LinkIdentity() }
        let record = Child.file(FileRecord(node))
        try put(record, at: target)
        try put(record, at: path)
    }

    /// Puts a child at a place.
    mutating func put(
        _ child: Child, at path: TreePath, parents: FileMetadata = FileMetadata(permissions: 0o755)
    ) throws(FileTreeError) {
        guard var name = path.names.first else {
            guard case .directory(let record) = child else { throw notDirectory(.root, .root) }
            uniqueRoot().metadata = record.metadata
            return
        }
        try checkParents(of: path)
        var rest = path.names.dropFirst()
        let mayHoldLinks = child.mayHoldLinks
        let added = child.directory?.longestPath ?? 0
        var length = path.bytes.count + (added > 0 ? added + 1 : 0)
        var current = uniqueRoot()
        while true {
            current.mayHoldLinks = current.mayHoldLinks || mayHoldLinks
            current.longestPath = max(current.longestPath, length)
            let found = current.entries.find(name.span)
            guard let next = rest.popFirst() else {
                current.replace(Array(name), child, found)
                return
            }
            if !found.isFound {
                let made = Child.directory(DirectoryRecord(metadata: parents))
                current.entries.insert(DirectoryEntry(name: Array(name), child: made), at: found.place)
            }
            guard
                let directory = current.uniqueDirectory(
                    at: found.isFound ? found.place : current.entries.find(name.span).place)
            else { return }
            length -= name.count + 1
            current = directory
            name = next
        }
    }

    /// A directory to be changed; nil when there is none. Directories on the way are copied as needed.
    mutating func uniqueDirectory(_ path: TreePath) -> DirectoryRecord? {
        var current = uniqueRoot()
        for name in path.names {
            let found = current.entries.find(name.span)
            guard found.isFound, let next = current.uniqueDirectory(at: found.place) else { return nil }
            current = next
        }
        return current
    }

    private func checkParents(of path: TreePath) throws(FileTreeError) {
        var current = rootRecord
        var names = path.names[...]
        var length = 0
        while let name = names.popFirst(), !names.isEmpty, let child = current.entries.child(name) {
            length += name.count + 1
            guard case .directory(let next) = child else {
                throw notDirectory(path, TreePath(unchecked: Array(path.bytes[..<(length - 1)])))
            }
            current = next
        }
    }

    func notDirectory(_ path: TreePath, _ obstacle: TreePath) -> FileTreeError {
        FileTreeError(.notDirectory, Array(path.description.utf8), "'\(obstacle)' is no directory")
    }
}

extension Child {
    /// Whether it, or something below it, may be one of several names of a file.
    var mayHoldLinks: Bool {
        switch self {
        case .file(let record): record.node.link != nil
        case .directory(let record): record.mayHoldLinks
        }
    }
}

extension DirectoryRecord {
    /// Puts a child under a name. An empty directory that replaces a directory gives only its metadata.
    func replace(_ name: [UInt8], _ child: Child, _ found: (place: EntryList.Place, isFound: Bool)) {
        guard found.isFound else {
            entries.insert(DirectoryEntry(name: name, child: child), at: found.place)
            return
        }
        if case .directory(let record) = child, record.entries.isEmpty,
            let old = uniqueDirectory(at: found.place)
        {
            old.metadata = record.metadata
        } else {
            entries.setChild(child, at: found.place)
        }
    }
}
