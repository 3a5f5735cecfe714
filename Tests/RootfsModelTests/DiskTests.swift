import Glibc
import RootfsModel
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct DiskTests {
    static var isRoot: Bool { geteuid() == 0 }
    private var writing: DirectoryWriting { DirectoryWriting(setsOwners: Self.isRoot, makesDevices: Self.isRoot) }

    @Test func whatIsWrittenIsReadBack() throws {
        let directory = try TemporaryDirectory()
        let data = try directory.write("data", Array("0123456789".utf8))
        let root = directory.path.appending("root")
        #expect(mkdir(root.string, 0o755) == 0)
        var tree = FileTree(
            root: FileMetadata(permissions: 0o711, owner: geteuid(), group: getegid(), modificationTime: 5))
        func metadata(_ permissions: UInt16, time: Int64 = 1000) -> FileMetadata {
            FileMetadata(
                permissions: permissions, owner: geteuid(), group: getegid(), modificationTime: time,
                modificationNanoseconds: 7)
        }
        try tree.set(
            FileNode(.regular(.range(data, offset: 2, length: 5)), metadata: metadata(0o4755)), at: TreePath("a/part"))
        try tree.set(FileNode(.regular(.text("x")), metadata: metadata(0o600)), at: TreePath("a-b/text"))
        try tree.set(FileNode(.symlink(target: Array("/a/part".utf8)), metadata: metadata(0o777)), at: TreePath("link"))
        try tree.set(FileNode(.fifo, metadata: metadata(0o622)), at: TreePath("a/pipe"))
        try tree.set(FileNode(.directory, metadata: metadata(0o500, time: 77)), at: TreePath("a"))
        try tree.set(FileNode(.directory, metadata: metadata(0o1777)), at: TreePath("a-b"))
        try tree.link(TreePath("a/second"), to: TreePath("a-b/text"))
        try tree.write(to: root, options: writing)
        let back = try FileTree(directory: root)
        #expect(back.entries.map(\.path) == tree.entries.map(\.path))
        for (written, read) in zip(tree.entries, back.entries) {
            #expect(written.node.metadata == read.node.metadata, "\(written.path)")
            #expect(written.node.content?.length == read.node.content?.length)
        }
        #expect(try directory.read(root.appending("a/part")) == Array("23456".utf8))
        #expect(back[try TreePath("a/second")]?.link == back[try TreePath("a-b/text")]?.link)
        #expect(back[try TreePath("a/second")]?.link != nil)
    }

    @Test func writingNeverLeavesTheDirectory() throws {
        let directory = try TemporaryDirectory()
        try directory.write("outside", [])
        for name in ["root", "victim"] { #expect(mkdir(directory.path.appending(name).string, 0o755) == 0) }
        let root = directory.path.appending("root")
        #expect(symlink("../victim", root.appending("etc").string) == 0)
        #expect(symlink("../outside", root.appending("file").string) == 0)
        var tree = FileTree()
        try tree.set(.file(.text("x")), at: TreePath("etc/passwd"))
        try tree.set(.file(.text("x")), at: TreePath("file"))
        try tree.write(to: root, options: DirectoryWriting(setsOwners: false))
        #expect(try FileTree(directory: directory.path.appending("victim")).isEmpty)
        #expect(try directory.read("outside").isEmpty)
        #expect(try directory.read("root/etc/passwd") == Array("x".utf8))
    }

    @Test func unchangedFilesKeepTheirNodes() throws {
        let directory = try TemporaryDirectory()
        let options = DirectoryWriting(setsOwners: false)
        var tree = FileTree()
        for name in ["same", "touched", "gone", "second"] {
            try tree.set(.file(.text(name)), at: TreePath("d/\(name)"))
        }
        try tree.link(TreePath("d/linked"), to: TreePath("d/second"))
        let written = try tree.write(to: directory.path, options: options)
        try directory.write("d/touched", Array("touched".utf8))
        try directory.write("d/new", Array("new".utf8))
        #expect(unlink(directory.path.appending("d/gone").string) == 0)
        let after = try FileTree(directory: directory.path, written: written)
        #expect(after[try TreePath("d/same")] == tree[try TreePath("d/same")])
        #expect(after[try TreePath("d/linked")] == tree[try TreePath("d/linked")])
        #expect(after[try TreePath("d/touched")] != tree[try TreePath("d/touched")])
        #expect(after.names(in: try TreePath("d")).count == 5)
        let changed = after.changes(since: tree)
        #expect(changed.removals == [try TreePath("d/gone")])
        #expect(Set(changed.changes.map(\.path.text)).isSuperset(of: ["d/touched", "d/new"]))
        #expect(!changed.changes.contains { $0.path.text == "d/same" || $0.path.text == "d/linked" })
    }

    @Test(arguments: 0..<15)
    func directoriesFollowTrees(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        let options = DirectoryWriting(setsOwners: false)
        var changer = TreeChanger(seed: seed)
        var tree = FileTree()
        var written = try tree.write(to: directory.path, options: options)
        for _ in 0..<6 {
            let before = tree
            for _ in 0..<12 { try changer.change(&tree) }
            try written.update(directory.path, from: before, to: tree, options: options)
            let back = try FileTree(directory: directory.path, written: written)
            #expect(back.entries.map(\.path) == tree.entries.map(\.path))
            let isFile: (TreePath) -> Bool = { tree[$0]?.isDirectory == false }
            #expect(back.facts.filter { isFile($0.key) } == tree.facts.filter { isFile($0.key) })
        }
    }

    @Test func selectionAndNormalization() throws {
        let directory = try TemporaryDirectory()
        var tree = FileTree()
        for path in ["keep/a", "skip/b", "skip/wanted", "never/c"] { try tree.set(.file(.empty), at: TreePath(path)) }
        try tree.write(to: directory.path, options: DirectoryWriting(setsOwners: false))
        let read = try FileTree(
            directory: directory.path,
            options: DirectoryReading(metadata: .normalized(latestTime: 0)) { path, _ in
                if path.text == "never" { return .skipAll }
                return path.text.hasPrefix("skip") && !path.text.hasSuffix("wanted") ? .skip : .keep
            })
        #expect(read.entries.map(\.path.text) == ["", "keep", "keep/a", "skip", "skip/wanted"])
        #expect(read.entries.allSatisfy { $0.node.metadata.owner == 0 && $0.node.metadata.modificationTime == 0 })
    }

    @Test func deepestDirectories() throws {
        let directory = try TemporaryDirectory()
        let path = try TreePath(Array(repeating: "d", count: 300).joined(separator: "/"))
        var tree = FileTree()
        try tree.set(.file(.text("deep")), at: path)
        try tree.write(to: directory.path, options: DirectoryWriting(setsOwners: false))
        let back = try FileTree(directory: directory.path)
        #expect(back[path]?.content?.length == 4)
    }

    @Test func devicesNeedThePrivilege() throws {
        let directory = try TemporaryDirectory()
        let device = DeviceNumber(major: 1, minor: 3)
        var tree = FileTree()
        try tree.set(
            FileNode(.characterDevice(device), metadata: FileMetadata(permissions: 0o666)), at: TreePath("null"))
        try tree.write(to: directory.path, options: DirectoryWriting(setsOwners: false, makesDevices: Self.isRoot))
        #expect(
            try FileTree(directory: directory.path)[TreePath("null")]?.body
                == (Self.isRoot ? .characterDevice(device) : nil))
    }

    @Test func missingDirectory() throws {
        let error = #expect(throws: FileTreeError.self) { try FileTree(directory: "/nonexistent/swift-unikraft") }
        #expect(error?.errno == .noSuchFileOrDirectory)
        #expect(error?.systemCall == "openat")
    }
}
