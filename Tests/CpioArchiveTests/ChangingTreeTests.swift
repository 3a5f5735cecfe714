import CpioArchive
import Glibc
import SystemPackage
import Testing
import UnikraftTesting

/// Files that are not, while they are read, what they were when they were found. The filter is asked
/// before an entry is read, so it can change the tree at a known moment.
@Suite struct ChangingTreeTests {
    private func error(changing line: String, to change: @escaping @Sendable (String) -> String) throws -> CpioError? {
        let temporary = try TemporaryDirectory()
        let root = temporary.path.appending("tree")
        try shell("mkdir '\(root)'; cd '\(root)'; \(line)")
        var packer = DirectoryPacker(root)
        let command = change("\(root)")
        packer.filter = { path, _ in
            if path == Array("victim".utf8) { _ = try? run(command) }
            return .take
        }
        let archive = temporary.path.appending("a.cpio")
        let error = failure { () throws(CpioError) in try packer.pack(to: archive) }
        #expect(temporary.names() == ["tree"])
        return error
    }

    @Test func aFileThatVanishesIsNamed() throws {
        let error = try error(changing: "touch a victim") { "rm '\($0)/victim'" }
        #expect(error?.code == .fileVanished)
        #expect(error?.path == Array("victim".utf8))
    }

    @Test(arguments: ["mkfifo", "mkdir", "ln -s a"]) func aFileThatIsReplacedIsNamed(by command: String) throws {
        let error = try error(changing: "touch a victim") { "rm '\($0)/victim'; \(command) '\($0)/victim'" }
        #expect(error?.code == .fileReplaced)
        #expect(error?.path == Array("victim".utf8))
    }

    @Test func aDirectoryThatBecomesASymlinkIsNotFollowed() throws {
        let error = try error(changing: "mkdir victim; touch victim/x") {
            "rm -r '\($0)/victim'; ln -s /etc '\($0)/victim'"
        }
        #expect(error?.code == .fileReplaced)
    }

    /// Files of `/proc` say that they are empty, and give bytes: to a reader they grow.
    @Test func aFileThatGrowsIsNamed() throws {
        let error = failure { () throws(CpioError) in _ = try DirectoryPacker("/proc/sys/kernel/random").packInMemory()
        }
        #expect(error?.code == .fileGrew)
        #expect(error?.path?.isEmpty == false)
    }

    /// Files of `/sys` say that they have a page, and give less: to a reader they shrink.
    @Test(.enabled(if: access("/sys/kernel/mm/transparent_hugepage/enabled", R_OK) == 0, "needs /sys"))
    func aFileThatShrinksIsNamed() throws {
        let error = failure { () throws(CpioError) in
            _ = try DirectoryPacker("/sys/kernel/mm/transparent_hugepage").packInMemory()
        }
        #expect(error?.code == .fileShrank)
        let entry = failure { () throws(CpioError) in
            _ = try CpioPacker([.file("f", .file("/sys/kernel/mm/transparent_hugepage/enabled"))]).packInMemory()
        }
        #expect(entry?.code == .fileShrank)
    }

    @Test func aCancelledTaskLeavesNothing() async throws {
        let directory = try TemporaryDirectory()
        try directory.write(["tree/a": "a", "tree/b/c": "c"])
        let (tree, archive) = (directory.path.appending("tree"), directory.path.appending("out.cpio"))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return failure { () throws(CpioError) in try DirectoryPacker(tree).pack(to: archive) }
        }
        #expect(await task.value?.code == .cancelled)
        #expect(directory.names() == ["tree"])
    }
}
