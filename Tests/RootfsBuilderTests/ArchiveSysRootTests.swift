import CpioArchive
import ELFInspector
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftTesting

@Suite("An archive as a root")
struct ArchiveSysRootTests {
    /// Links inside the archive are followed inside it, whatever the host has under the same names.
    @Test func programsAreLookedUpInTheArchive() throws {
        let directory = try TemporaryDirectory()
        let archive = directory.path.appending("rootfs.cpio")
        var writer = try CpioWriter(to: archive)
        let loader = Array("not a loader".utf8)
        try writer.append(.symlink("bin", to: "/usr/bin"))
        try writer.append(.directory("usr"))
        try writer.append(.directory("usr/bin"))
        try writer.append(.file("usr/bin/text", .bytes(loader), permissions: 0o755))
        try writer.append(.symlink("usr/bin/dangling", to: "nowhere"))
        _ = try writer.finish()

        let root = FileTreeSysRoot(try FileTree(cpio: archive))
        #expect(checkRootfs(root: root, program: "/bin/text").map(\.code) == [.notAProgram])
        #expect(checkRootfs(root: root, program: "/bin/absent").map(\.code) == [.programAbsent])
        #expect(checkRootfs(root: root, program: "/bin/dangling").map(\.code) == [.danglingSymlink])
        // The host has this one.
        #expect(checkRootfs(root: root, program: "/bin/sh").map(\.code) == [.programAbsent])
        #expect(try root.names(in: RootPath.root.appending(Array("usr".utf8))) == [Array("bin".utf8)])
    }

    @Test func aPackedProgramPasses() throws {
        let directory = try TemporaryDirectory()
        let archive = directory.path.appending("rootfs.cpio")
        try ProgramRootfs(programs: ["/usr/bin/env"]).write(to: archive)
        #expect(
            try checkRootfs(root: FileTreeSysRoot(FileTree(cpio: archive)), program: "/usr/bin/env").filter {
                $0.severity == .error
            } == [])
    }

    @Test func aCutArchiveIsRefused() throws {
        let directory = try TemporaryDirectory()
        let archive = directory.path.appending("rootfs.cpio")
        try ProgramRootfs(programs: ["/usr/bin/env"]).write(to: archive)
        let bytes = try directory.read(archive)
        let cut = try directory.write("cut.cpio", bytes.prefix(100_000))
        #expect(throws: RootfsError.self) { try FileTree(cpio: cut) }
    }
}
