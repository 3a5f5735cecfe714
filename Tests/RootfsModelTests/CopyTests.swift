import RootfsModel
import Testing

@Suite struct CopyTests {
    private func source() throws -> FileTree {
        var tree = FileTree()
        try tree.set(.file(.text("1"), permissions: 0o755), at: TreePath("bin/program"))
        try tree.set(.file(.text("22")), at: TreePath("etc/app/conf"))
        try tree.set(.file(.text("333")), at: TreePath("etc/app/conf.d/one"))
        try tree.set(.file(.text("4")), at: TreePath("etc/app/notes.txt"))
        try tree.set(.symlink(to: "program"), at: TreePath("bin/alias"))
        try tree.set(.symlink(to: "nowhere"), at: TreePath("bin/dangling"))
        try tree.link(TreePath("bin/second"), to: TreePath("bin/program"))
        return tree
    }

    private func copied(
        _ sources: [String], to destination: String, into target: FileTree = FileTree(),
        _ change: (inout TreeCopy) -> Void = { _ in }
    ) throws -> FileTree {
        var request = TreeCopy(sources, to: destination)
        change(&request)
        var target = target
        try target.copy(request, from: source())
        return target
    }

    private func paths(_ tree: FileTree) -> [String] { tree.entries.dropFirst().map(\.path.text) }

    @Test func fileToNameAndIntoDirectory() throws {
        #expect(paths(try copied(["bin/program"], to: "/server")) == ["server"])
        #expect(paths(try copied(["bin/program"], to: "/opt/")) == ["opt", "opt/program"])
        var target = FileTree()
        try target.makeDirectory(TreePath("opt"))
        #expect(paths(try copied(["bin/program"], to: "/opt", into: target)) == ["opt", "opt/program"])
        #expect(paths(try copied(["bin/program", "etc/app/conf"], to: "/opt/")) == ["opt", "opt/conf", "opt/program"])
    }

    @Test func directoryGivesItsContents() throws {
        let tree = try copied(["etc"], to: "/copy/")
        #expect(
            paths(tree) == [
                "copy", "copy/app", "copy/app/conf", "copy/app/conf.d", "copy/app/conf.d/one", "copy/app/notes.txt",
            ])
        #expect(tree[try TreePath("copy/app/conf.d/one")] == (try source())[try TreePath("etc/app/conf.d/one")])
    }

    @Test func sourceLinksAreFollowedAndOthersStay() throws {
        let tree = try copied(["bin/alias"], to: "/x/")
        #expect(tree[try TreePath("x/alias")]?.content?.length == 1)
        let directory = try copied(["bin"], to: "/y")
        #expect(directory[try TreePath("y/alias")] == .symlink(to: "program"))
        let error = #expect(throws: FileTreeError.self) { try copied(["bin/dangling"], to: "/x") }
        #expect(error?.message.contains("leads to '/bin/nowhere'") == true)
    }

    @Test func destinationLinksAreFollowed() throws {
        var target = FileTree()
        try target.set(.symlink(to: "/run"), at: TreePath("var/run"))
        let tree = try copied(["etc/app/conf"], to: "/var/run/app/", into: target)
        #expect(tree[try TreePath("run/app/conf")] != nil)
        #expect(tree[try TreePath("var/run")] == .symlink(to: "/run"))
    }

    @Test func namesOfOneFileStayTogether() throws {
        var tree = try copied(["bin"], to: "/one")
        try tree.copy(TreeCopy(["bin"], to: "/two"), from: source())
        let first = try #require(tree[try TreePath("one/program")]?.link)
        #expect(tree[try TreePath("one/second")]?.link == first)
        #expect(tree[try TreePath("two/program")]?.link != first)
        #expect(tree[try TreePath("two/program")]?.link == tree[try TreePath("two/second")]?.link)
    }

    @Test func ownersAndPermissions() throws {
        let tree = try copied(["etc"], to: "/made/copy") { request in
            request.owner = FileOwner(user: 7, group: 8)
            request.permissions = { $0.isDirectory ? 0o711 : 0o640 }
        }
        for path in ["made", "made/copy", "made/copy/app", "made/copy/app/conf"] {
            #expect(tree[try TreePath(path)]?.metadata.owner == 7, "\(path)")
        }
        #expect(tree[try TreePath("made/copy/app")]?.metadata.permissions == 0o711)
        #expect(tree[try TreePath("made/copy/app/conf")]?.metadata.permissions == 0o640)
        #expect(tree[try TreePath("made")]?.metadata.permissions == 0o755)
    }

    @Test func existingDestinationKeepsItsMetadata() throws {
        var target = FileTree()
        try target.set(.directory(permissions: 0o700), at: TreePath("d"))
        try target.set(.directory(permissions: 0o700), at: TreePath("d/app"))
        let tree = try copied(["etc"], to: "/d", into: target)
        #expect(tree[try TreePath("d")]?.metadata.permissions == 0o700)
        #expect(tree[try TreePath("d/app")]?.metadata.permissions == 0o755)
    }

    @Test func exclusions() throws {
        let tree = try copied(["etc"], to: "/d") { request in
            request.selection = { path in
                if path.text.hasSuffix("one") { return .keep }
                return path.text.hasSuffix(".txt")
                    ? .skipAll : path.text == "app/conf.d" || path.text == "app" ? .skip : .keep
            }
        }
        #expect(paths(tree) == ["d", "d/app", "d/app/conf", "d/app/conf.d", "d/app/conf.d/one"])
    }

    @Test func parentsAreKept() throws {
        #expect(
            paths(try copied(["etc/app/conf"], to: "/d/") { $0.keepsParents = true }) == [
                "d", "d/etc", "d/etc/app", "d/etc/app/conf",
            ])
        #expect(
            paths(try copied(["etc/./app/conf"], to: "/d/") { $0.keepsParents = true }) == ["d", "d/app", "d/app/conf"])
        #expect(
            paths(try copied(["etc/*/conf.d"], to: "/") { $0.keepsParents = true }) == [
                "etc", "etc/app", "etc/app/conf.d", "etc/app/conf.d/one",
            ])
    }

    @Test func missingSources() throws {
        let near = #expect(throws: FileTreeError.self) { try copied(["etc/app/config"], to: "/d") }
        #expect(near?.code == .notFound)
        #expect(near?.nearMisses == ["etc/app/conf", "etc/app/conf.d"])
        let pattern = #expect(throws: FileTreeError.self) { try copied(["etc/*.none"], to: "/d") }
        #expect(pattern?.code == .notFound)
        let outside = #expect(throws: FileTreeError.self) { try copied(["etc/../../x"], to: "/d") }
        #expect(outside?.code == .outsideTree)
    }

    @Test func filesAndDirectoriesDoNotMix() throws {
        var target = FileTree()
        try target.set(.file(.empty), at: TreePath("d/app"))
        let before = target
        let first = #expect(throws: FileTreeError.self) { target = try copied(["etc"], to: "/d", into: target) }
        #expect(first?.code == .notDirectory)
        #expect(target == before)
        try target.makeDirectory(TreePath("e/conf"))
        let second = #expect(throws: FileTreeError.self) { try copied(["etc/app/conf"], to: "/e/", into: target) }
        #expect(second?.code == .isDirectory)
    }

    @Test func treeCopiesFromItself() throws {
        var tree = try source()
        try tree.copy(TreeCopy(["/"], to: "/all"), from: tree)
        #expect(tree[try TreePath("all/etc/app/conf")] != nil)
        #expect(tree[try TreePath("all/all")] == nil)
    }
}
