public import ELFInspector
public import RootfsModel
import SystemPackage

/// A tree as the root that programs and libraries are looked up in, whatever archive, layers or directory it is made of.
public struct FileTreeSysRoot: SysRoot {
    /// The tree.
    public let tree: FileTree

    /// Creates a root.
    ///
    /// - Parameter tree: The tree.
    public init(_ tree: FileTree) {
        self.tree = tree
    }

    private func node(_ path: RootPath) -> (place: TreePath, node: FileNode)? {
        guard let place = try? TreePath(path.bytes), let node = tree[place] else { return nil }
        return (place, node)
    }

    /// See `SysRoot`.
    public func symlink(at path: RootPath) throws(ELFError) -> SymlinkLookup {
        guard let (_, node) = node(path) else { return .absent }
        guard case .symlink(let target) = node.body else { return .other }
        return .symlink(target: target)
    }

    /// See `SysRoot`.
    public func open(_ path: RootPath) throws(ELFError) -> SysRootNode {
        guard let (place, node) = node(path) else { return .absent }
        switch node.body {
        case .directory: return .directory
        case .symlink(let target): return .symlink(target: target)
        case .regular(let content): return .file(try FileTreeFile(content, node, place))
        case .characterDevice, .blockDevice, .fifo, .socket: return .special
        }
    }

    /// See `SysRoot`.
    public func names(in path: RootPath) throws(ELFError) -> [[UInt8]] {
        guard let place = try? TreePath(path.bytes) else { return [] }
        return tree.names(in: place)
    }
}
