import RootfsModel

/// Reads bytes as entries of two layers with few names, so that files, links, whiteouts and symbolic links meet each other,
/// and lays both over a tree. No place may lie outside of the tree, a layer that is refused changes nothing, and the
/// difference between two trees leads from one to the other.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: start, count: count))[...]
    let half = bytes.count / 2
    var tree = FileTree()
    for part in [bytes.prefix(half), bytes.dropFirst(half)] {
        bytes = part
        var layer = FileLayer()
        while let (path, change) = entry(&bytes) { layer.append(path, change) }
        let before = tree
        do {
            try tree.apply(layer)
        } catch {
            guard tree == before else { fatalError("a layer that was refused has changed the tree") }
        }
        check(tree)
        var again = before
        guard (try? again.apply(tree.changes(since: before))) != nil else {
            fatalError("the difference of two trees cannot be applied")
        }
        guard again == tree else { fatalError("the difference of two trees does not lead to the other") }
    }
    return 0
}

private let names = ["a", "b", "c", "a.b", ".wh.a", ".wh.b", ".wh..wh..opq", ".wh."]
private let targets = ["a", "../a", "/b/c", "../../..", ".", "", "a/b/c", "/"]

/// The next entry: a byte for its kind, then its path.
private func entry(_ bytes: inout ArraySlice<UInt8>) -> (TreePath, FileLayer.Change)? {
    guard let kind = bytes.popFirst(), let place = path(&bytes) else { return nil }
    let metadata = FileMetadata(permissions: UInt16(kind), owner: UInt32(kind & 1))
    switch kind & 7 {
    case 0, 1: return (place, .set(FileNode(.directory, metadata: metadata)))
    case 2, 3:
        guard let target = path(&bytes) else { return nil }
        return (place, .link(to: target))
    case 4: return (place, .set(.symlink(to: targets[Int(kind >> 5)])))
    case 5: return (place, .set(FileNode(.fifo, metadata: metadata)))
    default: return (place, .set(FileNode(.regular(.text("\(kind)")), metadata: metadata)))
    }
}

/// One to three names of three bits each, or the root.
private func path(_ bytes: inout ArraySlice<UInt8>) -> TreePath? {
    guard let low = bytes.popFirst(), let high = bytes.popFirst() else { return nil }
    let bits = Int(low) | Int(high) << 8
    let parts = (0..<(bits >> 9 & 3)).map { names[bits >> (3 * $0) & 7] }
    return try? TreePath(parts.joined(separator: "/"))
}

private func check(_ tree: FileTree) {
    for entry in tree.entries {
        for name in entry.path.names where name.elementsEqual("..".utf8) || name.isEmpty {
            fatalError("a place lies outside of the tree")
        }
        guard tree[entry.path] == entry.node else { fatalError("a listed file is not found") }
        // Links may lead nowhere; following them ends all the same.
        _ = try? tree.resolve(entry.path.description)
    }
}
