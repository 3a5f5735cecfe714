import RootfsModel
import Testing

@Suite struct TreePathTests {
    @Test(arguments: [
        ("", ""), ("/", ""), (".", ""), ("/etc//hosts/", "etc/hosts"), ("./a/./b", "a/b"), ("...", "..."),
    ])
    func oneForm(text: String, form: String) throws {
        #expect(try TreePath(text).text == form)
    }

    @Test(arguments: ["..", "a/../b", "a/..", "a\0b", String(repeating: "x", count: 256)])
    func refused(text: String) {
        #expect(throws: FileTreeError.self) { try TreePath(text) }
    }

    @Test func longestPath() throws {
        let text = Array(repeating: String(repeating: "x", count: 90), count: 45).joined(separator: "/")
        #expect(text.utf8.count == 4094)
        #expect(try TreePath(text).names.count == 45)
        #expect(throws: FileTreeError.self) { try TreePath(text + "x") }
    }

    @Test func partsAndOrder() throws {
        let path = try TreePath("usr/lib/a.so")
        #expect(path.parent.description == "/usr/lib")
        #expect(String(decoding: path.lastName, as: UTF8.self) == "a.so")
        #expect(try TreePath("usr").contains(path))
        #expect(try !TreePath("us").contains(path))
        #expect(TreePath.root.contains(path))
        #expect(try TreePath("a-b") < TreePath("a/b"))
        #expect(TreePath.root < path)
    }
}
