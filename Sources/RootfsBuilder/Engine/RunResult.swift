import Glibc
import RootfsModel

/// Makes of what a directory holds after a command what the layer is to hold.
struct RunResult {
    /// The tree before the command.
    let before: FileTree
    /// Where something was mounted.
    let mounts: [String]
    /// The latest time of files that the command wrote.
    let latestTime: Int64

    /// What a sandbox mounts by itself.
    private static let systemMounts = ["/proc", "/dev", "/sys"]

    /// Clamps times of what has changed, gives directories that are as before their old times, lets files be as before
    /// that have the same bytes and metadata, and takes away the empty files and directories that were only made to mount
    /// something there.
    func normalized(_ tree: FileTree) throws -> (tree: FileTree, mountPoints: [TreePath]) {
        var result = tree
        for path in tree.changes(since: before).changes.map(\.path) {
            guard var node = tree[path] else { continue }
            let old = before[path]
            if let old, try isSameFile(old, node) {
                try result.set(old, at: path)
                continue
            }
            if geteuid() != 0, node.metadata.owner == geteuid() {
                // In a namespace of its own, the user of this process is root.
                (node.metadata.owner, node.metadata.group) = (0, 0)
                if let old, old.isDirectory, node.isDirectory {
                    (node.metadata.owner, node.metadata.group) = (old.metadata.owner, old.metadata.group)
                }
            }
            node.metadata.modificationTime = min(max(node.metadata.modificationTime, 0), latestTime)
            node.metadata.modificationNanoseconds = 0
            if let old, old.isDirectory, node.isDirectory, isSame(old.metadata, node.metadata) { node = old }
            if let old, try isSameFile(old, node) { node = old }
            try result.set(node, at: path)
        }
        var removed: [TreePath] = []
        for target in Self.systemMounts + mounts { try removeMountPoint(target, &result, &removed) }
        return (result, removed)
    }

    private func isSame(_ old: FileMetadata, _ new: FileMetadata) -> Bool {
        old.permissions == new.permissions && old.owner == new.owner && old.group == new.group
            && old.extendedAttributes == new.extendedAttributes
    }

    /// Whether a file was written, or copied by overlayfs, and is still as it was.
    private func isSameFile(_ old: FileNode, _ new: FileNode) throws -> Bool {
        guard let before = old.content, let after = new.content, old.metadata == new.metadata, old.link == new.link
        else {
            return false
        }
        return try before == after || ByteStream.areEqual(before, after)
    }

    private func removeMountPoint(_ target: String, _ tree: inout FileTree, _ removed: inout [TreePath])
        throws(FileTreeError)
    {
        var path = try tree.resolve(target).path
        while !path.isRoot, before[path] == nil, let node = tree[path] {
            let isEmpty = node.isDirectory ? tree.names(in: path).isEmpty : node.content?.length == 0
            guard isEmpty else { return }
            tree.remove(path)
            removed.append(path)
            path = path.parent
        }
    }
}
