import RootfsModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import RootfsBuilder

/// Archives by hand, as other programs write them and a guest does not take them.
@Suite("What a guest does not take of an archive")
struct ArchiveCheckTests {
    /// An entry of newc.
    static func entry(_ name: String, _ mode: Int, _ data: String = "", inode: Int = 1, links: Int = 1) -> String {
        func field(_ number: Int) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }
        func padded(_ text: String) -> String { text + String(repeating: "\0", count: (4 - text.utf8.count % 4) % 4) }
        let numbers = [inode, mode, 0, 0, links, 0, data.utf8.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
        return padded("070701" + numbers.map(field).joined() + name + "\0") + padded(data)
    }

    static let end = entry("TRAILER!!!", 0)

    private static let cases: [(String, String, [String])] = [
        ("fitting", entry("a", 0o40755) + entry("a/b", 0o100644, "x"), []),
        ("dots", entry(".", 0o40755) + entry("./a", 0o40755) + entry("./a/b", 0o100644), []),
        ("late parent", entry("a/b", 0o100644) + entry("a", 0o40755), ["missing-parent"]),
        ("no parent", entry("a/b", 0o100644), ["missing-parent"]),
        ("slash", entry("a/", 0o40755) + entry("a/b", 0o100644), ["final-slash"]),
        ("kinds", entry("a", 0o40755) + entry("a", 0o100644), ["two-kinds"]),
        (
            "links", entry("a", 0o100644, "", inode: 7, links: 2) + entry("b", 0o100644, "x", inode: 7, links: 2),
            ["hard-link"]
        ),
        ("empty links", entry("a", 0o100644, inode: 7, links: 2) + entry("b", 0o100644, inode: 7, links: 2), []),
        ("second", entry("a", 0o100644) + end + entry("b", 0o100644), ["second-archive"]),
    ]

    @Test(arguments: cases)
    func eachIsNamed(name: String, entries: String, expected: [String]) throws {
        let directory = try TemporaryDirectory()
        let archive = try directory.write("\(name).cpio", (entries + Self.end).utf8)
        let found = try ArchiveCheck(archive).run()
        #expect(found.map(\.code.description) == expected)
        #expect(found.allSatisfy { $0.remedy?.contains("kraft rootfs build") == true })
    }

    @Test func longNamesAreWhole() throws {
        let directory = try TemporaryDirectory()
        let name = String(repeating: "n", count: 200)
        let archive = try directory.write("long.cpio", (Self.entry("d/\(name)", 0o100644) + Self.end).utf8)
        #expect(try ArchiveCheck(archive).run().allSatisfy { $0.message.contains("d/\(name)'") })
    }

    @Test func manyOfAKindAreCounted() throws {
        let directory = try TemporaryDirectory()
        let entries = (0..<20).map { Self.entry("d\($0)/f", 0o100644) }.joined()
        let found = try ArchiveCheck(directory.write("many.cpio", (entries + Self.end).utf8)).run()
        #expect(found.count == 6 && found.last?.message.contains("15 more") == true)
    }

    @Test func whatIsDamagedIsAnError() throws {
        let directory = try TemporaryDirectory()
        let archive = try directory.write("cut.cpio", Self.entry("a", 0o100644, "content").utf8.dropLast(4))
        #expect(throws: RootfsError.self) { try ArchiveCheck(archive).run() }
        let long = try directory.write(
            "l.cpio", (Self.entry(String(repeating: "n", count: 256), 0o100644) + Self.end).utf8)
        #expect(throws: RootfsError.self) { try ArchiveCheck(long).run() }
    }

    @Test(.enabled(if: HostPrograms.has("cpio"), "needs GNU cpio"))
    func whatIsWrittenHereFits() async throws {
        let directory = try TemporaryDirectory()
        let tree = ["tree/z": "z", "tree/a/b/c": "c"]
        try directory.write(tree)
        let archive = directory.path.appending("out.cpio")
        _ = try CpioRootfsFormat().write(FileTree(directory: directory.path.appending("tree")), to: archive)
        #expect(try ArchiveCheck(archive).run() == [])
        // GNU cpio of a list without directories.
        let list = "cd tree && printf 'a/b/c\\n' | cpio -o --quiet -H odc > ../odc.cpio && gzip -k ../odc.cpio"
        _ = try await Tools.run("sh", ["-c", list], in: directory.path)
        let codes = try ArchiveCheck(directory.path.appending("odc.cpio.gz")).run().map(\.code.description)
        #expect(codes == ["old-format", "missing-parent", "compressed-archive"])
    }
}
