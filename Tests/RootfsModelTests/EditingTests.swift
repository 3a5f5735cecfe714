import RootfsModel
import Testing

@Suite struct EditingTests {
    @Test func setMakesParents() throws {
        var tree = FileTree()
        try tree.set(.file(.text("x"), permissions: 0o600), at: TreePath("etc/app/conf"))
        #expect(tree[try TreePath("etc/app")] == .directory())
        #expect(tree[try TreePath("etc/app/conf")]?.content?.length == 1)
        #expect(tree[try TreePath("etc/app/other")] == nil)
        #expect(tree[try TreePath("etc/app/conf/below")] == nil)
    }

    @Test func directoryKeepsItsContents() throws {
        var tree = FileTree()
        try tree.set(.file(.empty), at: TreePath("d/f"))
        try tree.set(.directory(permissions: 0o700), at: TreePath("d"))
        #expect(tree[try TreePath("d")]?.metadata.permissions == 0o700)
        #expect(tree[try TreePath("d/f")] != nil)
        try tree.set(.file(.empty), at: TreePath("d"))
        #expect(tree.entries.map(\.path.text) == ["", "d"])
    }

    @Test func fileIsNoParent() throws {
        var tree = FileTree()
        try tree.set(.file(.empty), at: TreePath("f"))
        let before = tree
        let error = #expect(throws: FileTreeError.self) { try tree.set(.file(.empty), at: TreePath("f/g/h")) }
        #expect(error?.code == .notDirectory)
        #expect(error?.message == "'/f/g/h': '/f' is no directory")
        #expect(tree == before)
    }

    @Test func linkedNamesAreOneFile() throws {
        var tree = FileTree()
        try tree.set(.file(.text("x")), at: TreePath("a"))
        try tree.link(TreePath("d/b"), to: TreePath("a"))
        #expect(tree[try TreePath("a")] == tree[try TreePath("d/b")])
        #expect(tree[try TreePath("a")]?.link != nil)
        #expect(throws: FileTreeError.self) { try tree.link(TreePath("c"), to: TreePath("d")) }
        #expect(throws: FileTreeError.self) { try tree.link(TreePath("c"), to: TreePath("gone")) }
    }

    /// A tree against a plain dictionary of places.
    @Test(arguments: 0..<60)
    func modelOfPlaces(seed: UInt64) throws {
        var changer = TreeChanger(seed: seed)
        var tree = FileTree()
        var model: [TreePath: FileNode] = [:]
        var snapshots: [(FileTree, [TreePath: String])] = []
        for step in 0..<120 {
            let path = try changer.path()
            if Bool.random(using: &changer.numbers) || step < 10 {
                let node = changer.node()
                guard (try? tree.set(node, at: path)) != nil else { continue }
                for place in ancestors(path) where model[place] == nil { model[place] = .directory() }
                let keepsContents = node.isDirectory && model[path]?.isDirectory ?? false
                if !keepsContents { model = model.filter { !path.contains($0.key) } }
                model[path] = node
            } else {
                #expect(tree.remove(path) == (model[path] != nil))
                model = model.filter { !path.contains($0.key) }
            }
            if step % 20 == 0 { snapshots.append((tree, tree.facts)) }
        }
        #expect(tree.entries.map(\.path) == [.root] + model.keys.sorted())
        for (path, node) in model { #expect(tree[path] == node) }
        for (copy, facts) in snapshots { #expect(copy.facts == facts) }
    }

    private func ancestors(_ path: TreePath) -> [TreePath] {
        var result: [TreePath] = []
        var place = path.parent
        while !place.isRoot {
            result.append(place)
            place = place.parent
        }
        return result
    }

    @Test func manyNamesInAnyOrder() throws {
        var tree = FileTree()
        var numbers = SeededNumbers(7)
        let names = (0..<5000).map { "f\($0)" }
        for name in names.shuffled(using: &numbers) { try tree.set(.file(.empty), at: TreePath("d/\(name)")) }
        let directory = try TreePath("d")
        #expect(tree.names(in: directory).map { String(decoding: $0, as: UTF8.self) } == names.sorted())
        for name in names.shuffled(using: &numbers).prefix(4990) { tree.remove(try TreePath("d/\(name)")) }
        #expect(tree.names(in: directory).count == 10)
    }
}
