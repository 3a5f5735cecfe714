import CpioArchive
import SystemPackage
import Testing
import UnikraftTesting

/// Paths that an archive is written to and that are no plain files.
@Suite struct OutputTests {
    @Test func aDeviceIsWrittenToAndStaysOne() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir t; echo a > t/a; ln -s /dev/full full; ln -s /dev/null null")
        let packer = DirectoryPacker(temporary.path.appending("t"))
        let error = failure { () throws(CpioError) in try packer.pack(to: temporary.path.appending("full")) }
        #expect(error?.code == .system)
        #expect(error?.errno == .noSpace)
        try packer.pack(to: temporary.path.appending("null"))
        try shell("cd '\(temporary.path)'; [ -L full ] && [ -L null ] && [ -c /dev/full ] && [ -c /dev/null ]")
    }

    @Test func aPipeIsWrittenToAndStaysOne() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir t; echo a > t/a; mkfifo p")
        // Opened for both ways, so that neither end waits for the other; the archive fits into the pipe.
        let pipe = try FileDescriptor.open(temporary.path.appending("p"), .readWrite)
        defer { try? pipe.close() }
        let report = try DirectoryPacker(temporary.path.appending("t")).pack(to: temporary.path.appending("p"))
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = try bytes.withUnsafeMutableBytes { try pipe.read(into: $0) }
        #expect(UInt64(count) == report.archiveSize)
        #expect(try PackingTests.names(Array(bytes[..<count])) == ["a"])
        try shell("[ -p '\(temporary.path)/p' ]")
    }

    @Test func aLinkStaysAndItsFileIsReplaced() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir t far; echo a > t/a; echo old > far/real; ln -s far/real link")
        try DirectoryPacker(temporary.path.appending("t")).pack(to: temporary.path.appending("link"))
        try shell(
            "cd '\(temporary.path)'; [ -L link ] && [ \"$(cpio -it --quiet < far/real)\" = a ] && [ \"$(ls far)\" = real ]"
        )
    }

    @Test func aReplacedArchiveKeepsWhoMayReadIt() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir t; echo a > t/a; echo old > out; chmod 0640 out; chgrp 12 out || true")
        let before = try shell("stat -c '%a %u %g' '\(temporary.path)/out'")
        try DirectoryPacker(temporary.path.appending("t")).pack(to: temporary.path.appending("out"))
        #expect(try shell("stat -c '%a %u %g' '\(temporary.path)/out'") == before)
        #expect(try shell("cpio -it --quiet < '\(temporary.path)/out'") == "a\n")
    }

    @Test func anOpenFileIsWrittenToWhereItStands() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir t; echo a > t/a; printf HEAD > out")
        let out = try FileDescriptor.open(temporary.path.appending("out"), .readWrite, options: .append)
        let size = try out.closeAfter {
            try DirectoryPacker(temporary.path.appending("t")).pack(to: FilePath("/dev/fd/\(out.rawValue)")).archiveSize
        }
        #expect(try shell("cd '\(temporary.path)'; head -c 10 out; stat -c ' %s' out") == "HEAD070701 \(size + 4)\n")
    }

    @Test func aLongNameOfWideCharactersIsNoObstacle() throws {
        let temporary = try TemporaryDirectory()
        let name = String(repeating: "€", count: 84) + ".c"
        try CpioPacker([.file("a", .bytes([65]))]).pack(to: temporary.path.appending(name))
        #expect(temporary.names() == [name])
    }

    @Test func anArchiveWhoseNameIsNoTextIsLeftOutAgain() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir t; echo a > t/a")
        let bytes = Array("\(temporary.path)/t/".utf8) + [0xff, 0x2e, 0x63, 0]
        let archive = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { FilePath(platformString: $0.baseAddress!) }
        }
        let packer = DirectoryPacker(temporary.path.appending("t"))
        let first = try packer.pack(to: archive)
        #expect(try packer.pack(to: archive).archiveSize == first.archiveSize)
    }

    @Test func aDirectoryIsRefusedBeforeAnythingIsRead() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir t out")
        let error = failure { () throws(CpioError) in
            try DirectoryPacker(temporary.path.appending("t")).pack(to: temporary.path.appending("out"))
        }
        #expect(error?.errno == .isDirectory)
        #expect(temporary.names().sorted() == ["out", "t"])
    }
}
