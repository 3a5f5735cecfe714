extension FileTree {
    /// Lays a layer over this tree.
    ///
    /// What the layer takes away goes first, so that it never takes what the same layer adds. Symbolic links on the
    /// way to a place are followed inside the tree; the last name is not. Directories that are missing are made with
    /// mode 0755.
    ///
    /// - Parameter layer: The layer.
    /// - Throws: ``FileTreeError`` when a place cannot be, or a hard link names a file that is not there. The tree is
    ///   then unchanged.
    public mutating func apply(_ layer: FileLayer) throws(FileTreeError) {
        var result = self
        for path in layer.opaqueDirectories {
            result.removeContents(of: try result.resolve(bytes: path.bytes).path)
        }
        for path in layer.removals { result.remove(try result.physical(path)) }
        for (path, change) in layer.changes {
            let place = try result.physical(path)
            switch change {
            case .set(let node):
                if node.isDirectory, let old = result[place], !old.isDirectory { result.remove(place) }
                try result.set(node, at: place)
            case .link(let target): try result.link(place, to: result.physical(target))
            }
        }
        self = result
    }

    /// A place with the symbolic links on the way to it followed, the last name not.
    private func physical(_ path: TreePath) throws(FileTreeError) -> TreePath {
        if path.isRoot { return path }
        let parent = path.parent
        if parent.isRoot || child(parent)?.directory != nil { return path }
        return try resolve(bytes: [UInt8(ascii: "/")] + parent.bytes).path.appending(path.lastName)
    }
}
