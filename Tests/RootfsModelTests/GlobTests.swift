import RootfsModel
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("*", "abc", true), ("a*c", "abc", true), ("a*c", "ac", true), ("a*c", "abcd", false), ("?", "é", true),
        ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("[^a-c]x", "dx", true), ("\\*", "*", true),
        ("\\*", "a", false), ("[\\]]", "]", true), ("[a\\-z]", "-", true), ("*.tar.*", "x.tar.gz", true),
        ("a*b*c*d", "axxbxxcxxc", false), ("", "", true), ("**", "abc", true), ("[x-]", "x", false),
    ])
    func names(pattern: String, name: String, matches: Bool) {
        #expect((try? NamePattern(pattern))?.matches(name.utf8) ?? false == matches)
    }

    @Test(arguments: ["[", "[]", "[a", "[]a]", "a\\", "[-x]", "[a-]", "[^]"])
    func malformed(pattern: String) {
        let error = #expect(throws: FileTreeError.self) { try NamePattern(pattern) }
        #expect(error?.code == .invalidPattern)
    }

    @Test func hardPatternsEnd() throws {
        let pattern = try NamePattern(String(repeating: "a*", count: 30) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 200).utf8))
    }

    @Test func places() throws {
        var tree = FileTree()
        for path in [
            "usr/lib/x86_64-linux-gnu/libc.so.6", "usr/lib/x86_64-linux-gnu/libm.so.6", "usr/lib/file", "a b/c",
        ] {
            try tree.set(.file(.empty), at: TreePath(path))
        }
        try tree.set(.symlink(to: "usr/lib"), at: TreePath("lib"))
        try tree.set(.symlink(to: "x86_64-linux-gnu"), at: TreePath("usr/lib/alias"))
        #expect(try tree.glob("/lib/*/libc*").map(\.text) == ["usr/lib/x86_64-linux-gnu/libc.so.6"])
        #expect(
            try tree.glob("usr/lib/*").map(\.text) == ["usr/lib/alias", "usr/lib/file", "usr/lib/x86_64-linux-gnu"])
        #expect(try tree.glob("a b/c").map(\.text) == ["a b/c"])
        #expect(try tree.glob("lib").map(\.text) == ["lib"])
        #expect(try tree.glob("none/*") == [])
        #expect(try tree.glob("none") == [])
        #expect(try tree.glob("/").map(\.text) == [""])
    }
}
