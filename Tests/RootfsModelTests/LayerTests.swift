import RootfsModel
import Testing

@Suite struct LayerTests {
    @Test(arguments: 0..<150)
    func differenceLeadsToTheOtherTree(seed: UInt64) throws {
        var changer = TreeChanger(seed: seed)
        var base = FileTree()
        for _ in 0..<40 { try changer.change(&base) }
        var tree = base
        for _ in 0..<Int.random(in: 0...25, using: &changer.numbers) { try changer.change(&tree) }
        var result = base
        try result.apply(tree.changes(since: base))
        #expect(result.facts == tree.facts)
        #expect(result == tree)
        #expect((base == tree) == (base.facts == tree.facts))
    }

    @Test(arguments: 0..<40)
    func equalTreesOfDifferentOrigin(seed: UInt64) throws {
        var changer = TreeChanger(seed: seed &+ 500)
        var tree = FileTree()
        for _ in 0..<60 { try changer.change(&tree) }
        var rebuilt = FileTree()
        try rebuilt.apply(tree.changes(since: rebuilt))
        #expect(rebuilt == tree)
        #expect(tree.changes(since: rebuilt).isEmpty)
    }

    @Test func whiteoutsHitOnlyTheTreeBelow() throws {
        var tree = FileTree()
        for path in ["a/old", "a/kept", "b/old", "c"] { try tree.set(.file(.empty), at: TreePath(path)) }
        var layer = FileLayer()
        layer.append(try TreePath("a/old"), .set(.file(.text("new"))))
        layer.append(try TreePath("a/.wh.old"), .set(.file(.empty)))
        layer.append(try TreePath("b/.wh..wh..opq"), .set(.file(.empty)))
        layer.append(try TreePath("b/new"), .set(.file(.empty)))
        layer.append(try TreePath(".wh.c"), .set(.file(.empty)))
        layer.append(try TreePath(".wh.never"), .set(.file(.empty)))
        layer.append(try TreePath(".wh..wh.plnk/1"), .set(.file(.empty)))
        layer.append(try TreePath(".wh..wh.aufs"), .set(.file(.empty)))
        try tree.apply(layer)
        #expect(
            tree.entries.map(\.path.text).filter { !$0.contains(".wh.") } == ["", "a", "a/kept", "a/old", "b", "b/new"])
        #expect(tree[try TreePath("a/old")]?.content?.length == 3)
    }

    @Test func typeChangesAndLinksOnTheWay() throws {
        var tree = FileTree()
        try tree.set(.file(.empty), at: TreePath("usr/lib/x"))
        try tree.set(.symlink(to: "usr/lib"), at: TreePath("lib"))
        try tree.set(.symlink(to: "elsewhere"), at: TreePath("link"))
        var layer = FileLayer()
        layer.append(try TreePath("lib/y"), .set(.file(.empty)))
        layer.append(try TreePath("lib/.wh.x"), .set(.file(.empty)))
        layer.append(try TreePath("link"), .set(.directory()))
        layer.append(try TreePath("link/in"), .set(.file(.empty)))
        layer.append(try TreePath("usr/hard"), .link(to: try TreePath("lib/y")))
        try tree.apply(layer)
        #expect(
            tree.entries.map(\.path.text) == ["", "lib", "link", "link/in", "usr", "usr/hard", "usr/lib", "usr/lib/y"])
        #expect(tree[try TreePath("usr/hard")]?.link == tree[try TreePath("usr/lib/y")]?.link)
    }

    @Test func brokenLayerChangesNothing() throws {
        var tree = FileTree()
        try tree.set(.file(.empty), at: TreePath("a"))
        var layer = FileLayer()
        layer.append(try TreePath("b"), .set(.file(.empty)))
        layer.append(try TreePath("c"), .link(to: try TreePath("gone")))
        let before = tree
        let error = #expect(throws: FileTreeError.self) { try tree.apply(layer) }
        #expect(error?.code == .notFound)
        #expect(tree == before)
    }
}
