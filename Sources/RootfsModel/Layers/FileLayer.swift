/// The difference that one layer of an image makes to the tree below it (OCI Image Layer Filesystem Changeset).
public struct FileLayer: Sendable {
    /// What a layer says of a place in its own tree.
    public enum Change: Sendable, Hashable {
        /// The file is so from now on.
        case set(FileNode)
        /// The file is one more name of another (a hard link).
        case link(to: TreePath)
    }

    /// Places that are taken away from the tree below (whiteouts).
    public var removals: [TreePath] = []
    /// Directories that lose all that the tree below has in them (opaque whiteouts).
    public var opaqueDirectories: [TreePath] = []
    /// What is added or changed, in order.
    public var changes: [(path: TreePath, change: Change)] = []

    /// Creates a layer that changes nothing.
    public init() {}

    /// Whether the layer changes nothing.
    public var isEmpty: Bool { removals.isEmpty && opaqueDirectories.isEmpty && changes.isEmpty }

    /// What the name of a whiteout begins with (Changeset, "Whiteouts").
    static let whiteoutPrefix = Array(".wh.".utf8)
    /// The name that makes its directory opaque (Changeset, "Opaque Whiteout").
    static let opaqueName = Array(".wh..wh..opq".utf8)

    /// Adds an entry of a layer's archive. Names of whiteouts are understood; others that begin with `.wh..wh.` are
    /// kept for storage drivers, and left out.
    ///
    /// - Parameters:
    ///   - path: The place.
    ///   - change: What the entry says.
    public mutating func append(_ path: TreePath, _ change: Change) {
        let name = path.lastName
        guard name.starts(with: FileLayer.whiteoutPrefix) else { return changes.append((path, change)) }
        let hidden = name.dropFirst(FileLayer.whiteoutPrefix.count)
        if name.elementsEqual(FileLayer.opaqueName) {
            opaqueDirectories.append(path.parent)
        } else if !hidden.isEmpty, !hidden.starts(with: FileLayer.whiteoutPrefix) {
            removals.append(path.parent.appendingUnchecked(hidden))
        }
    }
}
