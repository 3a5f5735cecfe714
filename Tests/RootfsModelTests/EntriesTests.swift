import RootfsModel
import Testing

@Suite struct EntriesTests {
    @Test func orderIsThatOfBytes() throws {
        var tree = FileTree()
        for path in ["a/x", "a-b/y", "a-b-c", "a.b", "a0", "a/x-1/z", "a/x/q", "b"] {
            try tree.set(.file(.empty), at: TreePath(path == "a/x" ? "a/w" : path))
        }
        let paths = tree.entries.map(\.path)
        #expect(paths == paths.sorted())
        #expect(
            paths.map(\.text) == [
                "", "a", "a-b", "a-b-c", "a-b/y", "a.b", "a/w", "a/x", "a/x-1", "a/x-1/z", "a/x/q", "a0", "b",
            ])
    }

    @Test(arguments: 0..<40)
    func parentsComeFirst(seed: UInt64) throws {
        var changer = TreeChanger(seed: seed &+ 1000)
        var tree = FileTree()
        for _ in 0..<80 { try changer.change(&tree) }
        var seen: Set<TreePath> = [.root]
        let paths = tree.entries.map(\.path)
        #expect(paths == paths.sorted())
        for path in paths {
            #expect(seen.contains(path.parent))
            seen.insert(path)
        }
    }

    @Test func partOfATree() throws {
        var tree = FileTree()
        try tree.set(.file(.empty), at: TreePath("a/b/c"))
        try tree.set(.file(.empty), at: TreePath("d"))
        #expect(try tree.entries(below: TreePath("a")).map(\.path.text) == ["a", "a/b", "a/b/c"])
        #expect(try tree.entries(below: TreePath("d")).map(\.path.text) == ["d"])
        #expect(try tree.entries(below: TreePath("e")).map(\.path.text) == [])
    }

    @Test func deepestTree() throws {
        var tree = FileTree()
        let path = try TreePath(Array(repeating: "d", count: 2047).joined(separator: "/"))
        try tree.set(.file(.empty), at: path)
        #expect(tree.entries.reduce(0) { count, _ in count + 1 } == 2048)
        var copy = tree
        copy.remove(path.parent)
        #expect(copy.entries.reduce(0) { count, _ in count + 1 } == 2046)
        #expect(tree.changes(since: copy).changes.count == 2)
        #expect(throws: FileTreeError.self) { try tree.set(.file(.empty), at: path.appending(TreePath("e"))) }
    }
}
