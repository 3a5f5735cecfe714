public import SystemPackage
import SystemSupport

extension WrittenTree {
    /// Brings a directory that a tree was written to up to a later tree, by writing what has changed.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - old: The tree that the directory holds.
    ///   - new: The tree that it is to hold.
    ///   - options: How files are written.
    /// - Throws: ``FileTreeError`` with the code `system` and the place that failed.
    public mutating func update(
        _ directory: FilePath, from old: FileTree, to new: FileTree, options: DirectoryWriting
    ) throws(FileTreeError) {
        let layer = new.changes(since: old)
        for path in layer.removals {
            do {
                try removeOnDisk(directory.appending(FilePath(bytes: path.bytes).components))
            } catch {
                throw .system(error, path, "it cannot be removed")
            }
        }
        var part = FileTree(root: new.rootRecord.metadata)
        for path in new.touched(by: layer, on: old) { try part.take(path, of: new) }
        merge(try part.write(to: directory, options: options))
    }

    /// Takes over what a program has changed in the directory, once the tree says the same.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - old: The tree that the directory held before.
    ///   - new: The tree that it holds now.
    /// - Throws: ``FileTreeError`` when a file of the tree is not in the directory.
    public mutating func adopt(
        _ directory: FilePath, from old: FileTree, to new: FileTree
    ) throws(FileTreeError) {
        for path in new.touched(by: new.changes(since: old), on: old) {
            guard case .file(let record) = new.child(path) else { continue }
            do {
                let parent = try OwnedDescriptor.open(
                    directory.appending(FilePath(bytes: path.parent.bytes).components), flags: directoryFlags)
                note(path, try HostStatus(Array(path.lastName), in: parent.rawValue).stamp, record)
            } catch {
                throw .system(error, path, "it is not in the directory")
            }
        }
    }

    private func removeOnDisk(_ path: FilePath) throws(SystemCallError) {
        guard let name = path.lastComponent?.string else { return }
        let parent = try OwnedDescriptor.open(path.removingLastComponent(), flags: directoryFlags)
        try removeAnything(Array(name.utf8), in: parent.rawValue)
    }
}

extension FileTree {
    /// Takes over what another tree has at a place, with the directories that lead to it.
    mutating func take(_ path: TreePath, of other: FileTree) throws(FileTreeError) {
        for parent in path.parentsFromRoot where self[parent] == nil {
            if let node = other[parent] { try set(node, at: parent) }
        }
        if let node = other[path] { try set(node, at: path) }
    }

    /// The places that a layer sets, with all names of files of which it sets or takes away one: the system changes
    /// what it keeps about them too.
    fileprivate func touched(by layer: FileLayer, on old: FileTree) -> [TreePath] {
        var paths = Set(layer.changes.map(\.path))
        var links = Set(paths.compactMap { self[$0]?.link })
        for path in layer.removals + layer.changes.map(\.path) {
            for entry in old.entries(below: path) { if let link = entry.node.link { links.insert(link) } }
        }
        if !links.isEmpty {
            for entry in entries where entry.node.link.map(links.contains) ?? false { paths.insert(entry.path) }
        }
        return paths.sorted()
    }
}

extension TreePath {
    /// The directories that lead here, the one in the root first.
    fileprivate var parentsFromRoot: [TreePath] {
        bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { TreePath(unchecked: Array(bytes[..<$0])) }
    }
}
