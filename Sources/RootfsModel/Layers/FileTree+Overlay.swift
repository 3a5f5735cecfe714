extension FileTree {
    /// Makes the changes that the upper directory of overlayfs holds (kernel documentation, "Overlay Filesystem").
    ///
    /// A character device of number 0:0 takes its name away ("Whiteouts"), a directory whose attribute `opaque` is `y`
    /// loses what was in it ("Opaque directories"). No symbolic link is followed.
    ///
    /// - Parameters:
    ///   - upper: The upper directory as it is on disk, with its extended attributes.
    ///   - attributes: How the names of the attributes begin that belong to overlayfs; they are left out.
    ///   - keepsOthers: Whether other attributes are kept.
    /// - Throws: ``FileTreeError`` when a place cannot be. The tree is then unchanged.
    package mutating func apply(
        overlay upper: FileTree, attributes: OverlayAttributes, keepsOthers: Bool
    ) throws(FileTreeError) {
        var result = self
        for entry in upper.entries {
            if entry.node.isWhiteout {
                result.remove(entry.path)
                continue
            }
            var node = entry.node
            let all = node.metadata.extendedAttributes
            if !all.isEmpty {
                node.metadata.extendedAttributes = keepsOthers ? all.filter { !attributes.own($0.key) } : [:]
            }
            if node.isDirectory {
                let isOpaque = all[attributes.opaque] == Array("y".utf8)
                if isOpaque || !(result[entry.path]?.isDirectory ?? true) { result.remove(entry.path) }
            }
            try result.set(node, at: entry.path)
        }
        self = result
    }

    /// Whether nothing in the tree means something of its own to overlayfs when it is the lower directory.
    package var isPlainForOverlay: Bool {
        entries.allSatisfy { entry in
            !entry.node.isWhiteout
                && !entry.node.metadata.extendedAttributes.keys.contains { name in
                    OverlayAttributes.allCases.contains { $0.own(name) }
                }
        }
    }

    /// The files that have several names in the tree, with the directories that lead to them.
    ///
    /// overlayfs tears the names of such a file apart when it copies one of them up, unless they are in the upper
    /// directory already.
    ///
    /// - Returns: A part of this tree.
    /// - Throws: ``FileTreeError`` when a place cannot be.
    package func filesWithSeveralNames() throws(FileTreeError) -> FileTree {
        var counts: [LinkIdentity: Int] = [:]
        for entry in entries { if let link = entry.node.link { counts[link, default: 0] += 1 } }
        var part = FileTree(root: rootRecord.metadata)
        guard counts.contains(where: { $0.value > 1 }) else { return part }
        for entry in entries {
            guard let link = entry.node.link, counts[link, default: 0] > 1 else { continue }
            try part.take(entry.path, of: self)
        }
        return part
    }
}

/// The extended attributes in which overlayfs keeps its own notes.
package enum OverlayAttributes: String, CaseIterable, Sendable {
    /// Those of a mount that the system's administrator has made.
    case trusted = "trusted.overlay."
    /// Those of a mount in a user namespace (option `userxattr`).
    case user = "user.overlay."

    func own(_ name: String) -> Bool { name.hasPrefix(rawValue) }

    var opaque: String { rawValue + "opaque" }
}

extension FileNode {
    /// Whether overlayfs takes it for the mark that a name is gone.
    fileprivate var isWhiteout: Bool { body == .characterDevice(DeviceNumber(major: 0, minor: 0)) }
}
