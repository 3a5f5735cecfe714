import Testing

@testable import RootfsModel

struct OverlayTests {
    private let whiteout = FileNode(
        .characterDevice(DeviceNumber(major: 0, minor: 0)), metadata: FileMetadata(permissions: 0))

    private func directory(_ attributes: [String: String]) -> FileNode {
        FileNode(
            .directory,
            metadata: FileMetadata(permissions: 0o755, extendedAttributes: attributes.mapValues { Array($0.utf8) }))
    }

    private func tree(_ nodes: [(String, FileNode)]) throws -> FileTree {
        var tree = FileTree()
        for (path, node) in nodes { try tree.set(node, at: TreePath(path)) }
        return tree
    }

    private func names(_ tree: FileTree) -> [String] { tree.entries.dropFirst().map(\.path.text) }

    @Test func marksTakeAway() throws {
        let file = FileNode.file(.text("x"))
        let lower = try tree([
            ("a", file), ("d/one", file), ("d/two", file), ("o/old", file), ("f", file), ("l", .symlink(to: "d")),
            ("t/in", file),
        ])
        let upper = try tree([
            ("a", whiteout), ("d/one", whiteout), ("d/three", file), ("o", directory(["trusted.overlay.opaque": "y"])),
            ("o/new", file), ("f/in", file), ("l", directory([:])), ("l/two", file), ("t", file),
        ])
        var after = lower
        try after.apply(overlay: upper, attributes: .trusted, keepsOthers: true)
        #expect(names(after) == ["d", "d/three", "d/two", "f", "f/in", "l", "l/two", "o", "o/new", "t"])
        #expect(try after[TreePath("o")]?.metadata.extendedAttributes == [:])
    }

    @Test func onlyItsOwnAttributesAreTaken() throws {
        let lower = try tree([("o/old", .file(.empty)), ("p/old", .file(.empty))])
        let upper = try tree([
            ("o", directory(["user.overlay.opaque": "y", "user.overlay.impure": "y", "user.note": "n"])),
            ("p", directory(["user.overlay.opaque": "x", "trusted.overlay.opaque": "y"])),
        ])
        var after = lower
        try after.apply(overlay: upper, attributes: .user, keepsOthers: true)
        #expect(names(after) == ["o", "p", "p/old"])
        #expect(try after[TreePath("o")]?.metadata.extendedAttributes == ["user.note": Array("n".utf8)])
        after = lower
        try after.apply(overlay: upper, attributes: .user, keepsOthers: false)
        #expect(try after[TreePath("o")]?.metadata.extendedAttributes == [:])
    }

    @Test func marksInTheLowerDirectoryAreSeen() throws {
        #expect(try tree([("d/x", .file(.empty)), ("o", directory(["user.note": "y"]))]).isPlainForOverlay)
        #expect(try !tree([("d/x", whiteout)]).isPlainForOverlay)
        #expect(try !tree([("d/x", directory(["trusted.overlay.redirect": "y"]))]).isPlainForOverlay)
    }

    @Test func filesWithSeveralNamesComeWithTheirDirectories() throws {
        var whole = try tree([("a/b", directory([:])), ("a/b/one", .file(.text("1"))), ("c", .file(.empty))])
        #expect(try names(whole.filesWithSeveralNames()).isEmpty)
        try whole.link(TreePath("two"), to: TreePath("a/b/one"))
        try whole.link(TreePath("three"), to: TreePath("c"))
        whole.remove(try TreePath("three"))
        let part = try whole.filesWithSeveralNames()
        #expect(names(part) == ["a", "a/b", "a/b/one", "two"])
        #expect(try part[TreePath("two")]?.link == whole[TreePath("a/b/one")]?.link)
    }
}
