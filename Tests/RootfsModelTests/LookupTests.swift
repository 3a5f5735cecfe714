import RootfsModel
import Testing

@Suite struct LookupTests {
    private func tree() throws -> FileTree {
        var tree = FileTree()
        try tree.set(.file(.text("libc")), at: TreePath("usr/lib/libc.so.6"))
        try tree.set(.symlink(to: "usr/lib"), at: TreePath("lib"))
        try tree.set(.symlink(to: "/usr/../lib/libc.so.6"), at: TreePath("etc/absolute"))
        try tree.set(.symlink(to: "../../../../usr"), at: TreePath("etc/climber"))
        try tree.set(.symlink(to: "loop2"), at: TreePath("loop1"))
        try tree.set(.symlink(to: "/loop1"), at: TreePath("loop2"))
        try tree.set(.symlink(to: "/run/log"), at: TreePath("var/log"))
        try tree.set(.file(.empty), at: TreePath("etc/file"))
        return tree
    }

    @Test(arguments: [
        ("/lib/libc.so.6", "usr/lib/libc.so.6"), ("lib", "usr/lib"), ("lib/..", "usr"), ("lib/../../..", ""),
        ("etc/absolute", "usr/lib/libc.so.6"), ("etc/climber/lib", "usr/lib"), ("etc/./file", "etc/file"),
    ])
    func followed(path: String, place: String) throws {
        let resolved = try tree().resolve(path)
        #expect(resolved.path.text == place)
        #expect(resolved.node != nil)
    }

    @Test(arguments: [
        ("var/log/nginx", "run/log/nginx"), ("no/such/../file", "no/file"), ("etc/gone", "etc/gone"),
        ("no/../etc/file/", "etc/file"),
    ])
    func placesOfMissingFiles(path: String, place: String) throws {
        #expect(try tree().resolve(path).path.text == place)
    }

    @Test func lastLinkStays() throws {
        let resolved = try tree().resolve("lib", followsLast: false)
        #expect(resolved.path.text == "lib")
        #expect(resolved.node == .symlink(to: "usr/lib"))
        #expect(try tree().resolve("lib/", followsLast: false).path.text == "usr/lib")
    }

    @Test func relativeToADirectory() throws {
        #expect(try tree().resolve("../lib", from: TreePath("etc")).path.text == "usr/lib")
        #expect(try tree().resolve("/lib", from: TreePath("etc")).path.text == "usr/lib")
    }

    @Test func circlesEnd() throws {
        let error = #expect(throws: FileTreeError.self) { try tree().resolve("loop1/x") }
        #expect(error?.code == .tooManySymlinks)
    }

    @Test func filesAreNoDirectories() throws {
        let error = #expect(throws: FileTreeError.self) { try tree().resolve("etc/file/x") }
        #expect(error?.code == .notDirectory)
    }

    @Test func nearMisses() throws {
        #expect(try tree().nearMisses(of: TreePath("usr/lib/libc.so.5")) == ["usr/lib/libc.so.6"])
        #expect(try tree().nearMisses(of: TreePath("ETC/file")) == ["etc"])
        #expect(try tree().nearMisses(of: TreePath("something/else")) == [])
    }
}
