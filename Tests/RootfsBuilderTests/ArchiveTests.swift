import CpioArchive
import ELFInspector
import Glibc
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite struct ArchiveTests {
    @Test func sameAsThePackerOfDirectories() async throws {
        let directory = try TemporaryDirectory()
        let script = "set -e; mkdir -p d/a d/a-b; echo 1 > d/a/x; echo 2 > d/a-b/y; echo 3 > d/a.c; ln -s a/x d/l"
        try await Tools.run("sh", ["-c", script], in: directory.path)
        let source = directory.path.appending("d")
        let ours = directory.path.appending("ours.cpio")
        let contents = try await DirectorySource(source).load(in: directory.environment())
        _ = try CpioRootfsFormat().write(contents.tree, to: ours)
        let listed = try await Tools.run("sh", ["-c", "cpio -it --quiet < ours.cpio"], in: directory.path)
        #expect(listed.split(separator: "\n") == ["a", "a-b", "a-b/y", "a.c", "a/x", "l"])
    }

    @Test func unchangedArchivesStay() async throws {
        let directory = try TemporaryDirectory()
        let context = try directory.makeContext(["a": "1", "d/b": "2"])
        let build = RootfsBuild(DirectorySource(context), in: directory.environment())
        let archive = build.archivePath(inProject: directory.path)
        #expect(archive.string.hasSuffix("/.unikraft/build/initramfs-x86_64.cpio"))
        #expect(try await !build.write(to: archive).isUnchanged)
        let again = try await build.write(to: archive)
        #expect(again.isUnchanged)
        #expect(again.summary.entryCount == 3)
        try directory.write("context/a", Array("22".utf8))
        #expect(try await !build.write(to: archive).isUnchanged)
        #expect(try await build.write(to: archive).isUnchanged)
        #expect(unlink(archive.string) == 0)
        #expect(try await !build.write(to: archive).isUnchanged)
    }

    @Test func programWithItsLibraries() throws {
        let directory = try TemporaryDirectory()
        var rootfs = ProgramRootfs(programs: ["/bin/ls"])
        rootfs.directories = ["/tmp", "/var/log/app"]
        let tree = try rootfs.makeTree()
        #expect(tree[try TreePath("var/log/app")]?.isDirectory == true)
        #expect(RootfsCheck(command: ["/bin/ls"]).run(on: tree).filter { $0.severity == .error }.isEmpty)
        let summary = try rootfs.write(to: directory.path.appending("x/a.cpio"))
        #expect(summary.size > 100_000)
        let error = #expect(throws: RootfsError.self) { try ProgramRootfs(programs: ["/etc/passwd"]).makeTree() }
        #expect(error?.code == .unfitProgram)
    }

    @Test func doctorWorksOnTrees() throws {
        var whole = FileTree()
        #expect(try whole.addHostPrograms(["/bin/ls"]).isEmpty)
        var copied = FileTree()
        #expect(try copied.addPrograms(["/bin/ls"], from: whole).isEmpty)
        #expect(copied.paths == whole.paths)
        let library = try #require(whole.paths.first { $0.hasSuffix("libc.so.6") })
        whole.remove(try TreePath(library))
        let problems = RootfsCheck(command: ["/bin/ls", ""]).run(on: whole)
        #expect(problems.contains { $0.code.description == "library-absent" })
        #expect(problems.contains { $0.code.description == "empty-argument" })
    }

    @Test func cacheIsPruned() async throws {
        let directory = try TemporaryDirectory()
        try await Tools.run(
            "sh", ["-c", "echo > x; tar -czf a.tgz x; echo 22 > x; tar -czf b.tgz x"], in: directory.path)
        let environment = directory.environment()
        for name in ["a.tgz", "b.tgz"] {
            _ = try await TarballSource(directory.path.appending(name)).load(in: environment)
        }
        #expect(try environment.cache.prune(to: 15_000) == 10_240)
        #expect(try environment.cache.prune(to: 0) == 10_240)
        #expect(try environment.cache.prune(to: 0) == 0)
    }
}
