import Glibc
import SystemPackage
import SystemSupport
import Testing
import UnikraftTesting

@Suite("Files by descriptor")
struct FileTests {
    @Test func anUncommittedFileLeavesNothing() throws {
        let directory = try TemporaryDirectory()
        do {
            let file = try AtomicFile(path: directory.path.appending("archive.cpio"))
            try file.descriptor.writeAll([1, 2, 3])
            #expect(directory.names().count == 1)
        }
        #expect(directory.names() == [])
    }

    @Test func aCommittedFileReplacesTheOldOne() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path.appending("archive.cpio")
        for content in [[UInt8(1)], [1, 2, 3]] {
            let file = try AtomicFile(path: path)
            try file.descriptor.writeAll(content)
            try file.commit()
        }
        #expect(try FileStatus(of: path).size == 3)
        #expect(directory.names() == ["archive.cpio"])
    }

    @Test func errorsNameCallAndPath() {
        #expect {
            try FileStatus(of: "/nonexistent/file")
        } throws: { error in
            (error as? SystemCallError)?.description
                == "'/nonexistent/file': No such file or directory (fstatat, errno 2)"
        }
    }

    @Test func symlinkTargetsAreReadAsStored() throws {
        let directory = try TemporaryDirectory()
        let link = directory.path.appending("link")
        #expect(symlink("../a//b/", link.string) == 0)
        #expect(try readSymbolicLink(link) == Array("../a//b/".utf8))
        #expect(try FileStatus(of: link).kind == .symlink)
    }

    @Test func whatIsNoFileIsNotReplaced() throws {
        let directory = try TemporaryDirectory()
        let pipe = directory.path.appending("pipe")
        try #require(mkfifo(pipe.string, 0o600) == 0)
        #expect(throws: SystemCallError.self) { _ = try AtomicFile(path: pipe) }
        #expect(throws: SystemCallError.self) { _ = try AtomicFile(path: directory.path) }
        #expect(try FileStatus(of: pipe).kind == .fifo)
    }
}
