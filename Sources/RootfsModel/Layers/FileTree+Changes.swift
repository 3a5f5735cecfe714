extension FileTree {
    /// The difference to an earlier tree: laid over that, it gives this one.
    ///
    /// Directories that both trees share are passed over. Contents are compared by where they are, not by their bytes.
    ///
    /// - Parameter base: The earlier tree.
    /// - Returns: The layer.
    public func changes(since base: FileTree) -> FileLayer {
        var comparison = TreeComparison()
        comparison.run(from: base.rootRecord, to: rootRecord)
        return comparison.layer
    }
}

/// Two trees while they are compared.
private struct TreeComparison {
    /// Names of one file in the new tree.
    private enum Group: Hashable {
        case linked(LinkIdentity)
        case alone(TreePath)
    }

    private struct Anchor {
        let path: TreePath
        /// The file's identity in the old tree, when the first name has not changed.
        let oldLink: LinkIdentity?
        let isUnchanged: Bool
    }

    private(set) var layer = FileLayer()
    /// The first name of each file with several in the new tree.
    private var anchors: [LinkIdentity: Anchor] = [:]
    /// The one group of the new tree that keeps names of a file of the old one as they are.
    private var claims: [LinkIdentity: Group] = [:]
    private var open: [(path: TreePath, old: DirectoryRecord?, new: DirectoryRecord)] = []

    mutating func run(from old: DirectoryRecord, to new: DirectoryRecord) {
        if old.metadata != new.metadata { set(.root, FileNode(.directory, metadata: new.metadata)) }
        open = [(.root, old, new)]
        while let (path, old, new) = open.popLast() {
            if old === new, !new.mayHoldLinks { continue }
            compare(path, old?.entries ?? EntryList(), new.entries)
        }
    }

    /// Compares the names of two directories, both in order.
    private mutating func compare(_ path: TreePath, _ old: EntryList, _ new: EntryList) {
        var before = old.start
        var now = new.start
        while !old.isEnd(before) || !new.isEnd(now) {
            let gone = old.isEnd(before) ? nil : old[before]
            let next = new.isEnd(now) ? nil : new[now]
            let order = gone.map { gone in next.map { compareBytes(gone.name.span, $0.name.span) } ?? -1 } ?? 1
            if order < 0, let gone {
                layer.removals.append(path.appendingUnchecked(gone.name))
            } else if let next {
                compare(path.appendingUnchecked(next.name), order == 0 ? gone?.child : nil, next.child)
            }
            if order <= 0 { before = old.after(before) }
            if order >= 0 { now = new.after(now) }
        }
    }

    private mutating func compare(_ path: TreePath, _ old: Child?, _ new: Child) {
        switch new {
        case .directory(let record):
            let before = old?.directory
            if before?.metadata != record.metadata { set(path, FileNode(.directory, metadata: record.metadata)) }
            open.append((path, before, record))
        case .file(let record): compareFile(path, old, record.node)
        }
    }

    private mutating func compareFile(_ path: TreePath, _ old: Child?, _ node: FileNode) {
        var before: FileNode?
        if case .file(let record) = old { before = record.node }
        let isEqual = before?.body == node.body && before?.metadata == node.metadata
        let isClaimed = isEqual && claim(before?.link, for: node.link.map { .linked($0) } ?? .alone(path))
        guard let link = node.link else {
            if !isClaimed { set(path, node) }
            return
        }
        guard let anchor = anchors[link] else {
            anchors[link] = Anchor(path: path, oldLink: before?.link, isUnchanged: isClaimed)
            if !isClaimed { set(path, node) }
            return
        }
        let staysLinked = isClaimed && anchor.isUnchanged && before?.link != nil && before?.link == anchor.oldLink
        if !staysLinked { layer.changes.append((path, .link(to: anchor.path))) }
    }

    /// Asks whether a name may stay as it is, with all names of its file that the same group has.
    private mutating func claim(_ link: LinkIdentity?, for group: Group) -> Bool {
        guard let link else { return true }
        if let other = claims[link] { return other == group }
        claims[link] = group
        return true
    }

    private mutating func set(_ path: TreePath, _ node: FileNode) {
        var node = node
        node.link = nil
        layer.changes.append((path, .set(node)))
    }
}
