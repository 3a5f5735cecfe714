import CpioArchive
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct EditingTests {
    private func bytes(_ path: FilePath) throws -> [UInt8] {
        let descriptor = try FileDescriptor.open(path, .readOnly)
        return try descriptor.closeAfter {
            var result: [UInt8] = []
            var block = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = try block.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                guard count > 0 else { return result }
                result += block[..<count]
            }
        }
    }

    private func contents(_ path: FilePath) throws -> [String: String] {
        let found = try readAll(CpioReader(path)).map { ($0.record.name, String(decoding: $0.data, as: UTF8.self)) }
        return Dictionary(found) { _, last in last }
    }

    @Test(arguments: ["", "cpio"]) func newEntriesGoToTheEnd(writer: String) throws {
        let temporary = try TemporaryDirectory()
        let archive = temporary.path.appending("a.cpio")
        if writer.isEmpty {
            try CpioPacker(ReaderTests.entries).pack(to: archive)
        } else {
            try shell(
                "cd '\(temporary.path)'; mkdir t; cd t; mkdir etc; echo h > etc/hosts; find . | cpio -o -H newc --quiet > ../a.cpio"
            )
        }
        let before = try bytes(archive)
        let end = try #require(before.firstRange(of: Array("07070100000000".utf8 + [UInt8](repeating: 48, count: 16))))
            .lowerBound
        let report = try CpioAppender.append(
            [.file("etc/new", .bytes([65])), .file("var/log/x", .bytes([66]))], to: archive)
        let after = try bytes(archive)
        #expect(after[..<end] == before[..<end])
        #expect(report.entries == [.regular: 2, .directory: 2])
        #expect(try contents(archive)["etc/new"] == "A")
        let inodes = try readAll(CpioReader(archive)).map(\.record.inode)
        #expect(Set(inodes).count == inodes.count)
        #expect(try shell("cpio -it --quiet < '\(archive)' | tail -n 4") == "etc/new\nvar\nvar/log\nvar/log/x\n")
    }

    @Test func whatIsBelowAFileIsRefusedAndNothingChanges() throws {
        let temporary = try TemporaryDirectory()
        let archive = temporary.path.appending("a.cpio")
        try CpioPacker([.directory("etc"), .file("etc/one", .bytes([65]))]).pack(to: archive)
        try shell("head -c 512 /dev/zero >> '\(archive)'")
        let before = try bytes(archive)
        let below = failure { () throws(CpioError) in
            try CpioAppender.append([.file("etc/one/b", .bytes([66]))], to: archive)
        }
        #expect(below?.code == .invalidEntry && below?.path == Array("etc/one/b".utf8))
        let vanished = failure { () throws(CpioError) in
            try CpioAppender.append([.file("x", .file("/nonexistent"))], to: archive)
        }
        #expect(vanished != nil)
        #expect(try bytes(archive) == before)
    }

    @Test func whatAKilledAppendLeftIsToldHowToMend() throws {
        let temporary = try TemporaryDirectory()
        let archive = temporary.path.appending("a.cpio")
        let size = try CpioPacker([.file("one", .bytes([65]))]).pack(to: archive).archiveSize
        try shell("echo 'half of an entry' >> '\(archive)'")
        let error = failure { () throws(CpioError) in _ = try CpioIndex(archive) }
        #expect(error?.detail.contains("truncate -s \(size)") == true)
        try shell("truncate -s \(size) '\(archive)'")
        try CpioAppender.append([.file("two", .bytes([66]))], to: archive)
        #expect(try contents(archive) == ["one": "A", "two": "B"])
    }

    @Test func aPlainArchiveMayBeFollowedByACompressedOne() throws {
        let temporary = try TemporaryDirectory()
        let archive = temporary.path.appending("both.cpio")
        let data = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        try CpioPacker([.file("kernel/microcode", .bytes([65]))]).pack(to: archive)
        try CpioPacker([.file("b", .bytes(data))]).pack(to: temporary.path.appending("b.cpio"))
        try shell("cd '\(temporary.path)'; head -c 1024 /dev/zero >> both.cpio; gzip -c b.cpio >> both.cpio")
        let index = try CpioIndex(archive)
        #expect(index.records.map(\.name) == ["kernel", "kernel/microcode", "b"] && index.compression == .gzip)
        #expect(try index.data(of: try #require(index.record(named: Array("b".utf8)))) == data)
        #expect(try index.data(of: index.records[1]) == [65])
        try index.write(to: temporary.path.appending("one.cpio"))
        #expect(try bytes(temporary.path.appending("one.cpio")).firstRange(of: data) != nil)
    }

    @Test func wrongSumsAreNoticedInAnyOrder() throws {
        let temporary = try TemporaryDirectory()
        let archive = temporary.path.appending("a.cpio")
        try CpioPacker([.file("a", .bytes(Array("hello".utf8)))]).pack(to: archive, options: CpioOptions(format: .crc))
        try shell("sed -i s/hello/hellx/ '\(archive)'")
        let index = try CpioIndex(archive)
        let data = failure { () throws(CpioError) in _ = try index.data(of: index.records[0]) }
        let converted = failure { () throws(CpioError) in
            try index.write(to: temporary.path.appending("b.cpio"))
        }
        let compared = failure { () throws(CpioError) in _ = try index.differences(from: index) }
        for error in [data, converted, compared] {
            #expect(error?.code == .checksumMismatch && error?.path == Array("a".utf8))
        }
        #expect(temporary.names() == ["a.cpio"])
    }

    @Test func aNameThatIsThereIsReplaced() throws {
        let temporary = try TemporaryDirectory()
        let archive = temporary.path.appending("a.cpio")
        try CpioPacker(ReaderTests.entries).pack(to: archive)
        let report = try CpioAppender.append([.file("etc/hosts", .bytes([65]))], to: archive)
        #expect(report.notices.map(\.reason) == [.earlierEntryReplaced])
        #expect(try readAll(CpioReader(archive)).map(\.record.name) == ["empty", "etc", "etc/hosts", "link"])
        #expect(try contents(archive)["etc/hosts"] == "A")
    }

    @Test func aRefusedAppendLeavesTheArchive() throws {
        let temporary = try TemporaryDirectory()
        let archive = temporary.path.appending("a.cpio")
        try CpioPacker(ReaderTests.entries).pack(to: archive)
        let before = try bytes(archive)
        let big = [UInt8](repeating: 7, count: 3_000_000)
        let error = failure { () throws(CpioError) in
            try CpioAppender.append([.file("a", .bytes(big)), .file("b", .file("/nonexistent"))], to: archive)
        }
        #expect(error?.code == .system)
        #expect(try bytes(archive) == before)
    }

    @Test func laterArchivesWinWhenMerged() throws {
        let temporary = try TemporaryDirectory()
        let (one, two, out) = (
            temporary.path.appending("1"), temporary.path.appending("2"), temporary.path.appending("3")
        )
        try CpioPacker([.directory("d"), .file("d/x", .bytes([65])), .file("f", .bytes([66]))]).pack(to: one)
        try CpioPacker([.file("f", .bytes([67])), .file("d", .bytes([68])), .symlink("z", to: "f")]).pack(to: two)
        let report = try CpioPacker(merging: [CpioIndex(one), CpioIndex(two)]).pack(to: out)
        #expect(try contents(out) == ["d": "D", "f": "C", "z": "f"])
        #expect(report.notices.allSatisfy { $0.reason == .earlierEntryReplaced })
        #expect(report.notices.map(\.path).contains(Array("d/x".utf8)))
    }

    @Test func anEntryBelowAFileIsRefused() {
        let error = failure { () throws(CpioError) in
            _ = try CpioPacker([.file("a", .none), .file("a/b", .none)]).packInMemory()
        }
        #expect(error?.code == .invalidEntry)
        #expect(error?.path == Array("a/b".utf8))
    }

    @Test(arguments: ["newc", "crc", "odc"]) func archivesAreConvertedAndCompared(format: String) throws {
        let temporary = try TemporaryDirectory()
        let tree = temporary.path.appending("tree")
        try SampleTree.make(in: tree)
        try SampleTree.addLinks(in: tree)
        try shell("cd '\(tree)'; find . -print0 | LC_ALL=C sort -z | cpio -0 -o -H \(format) --quiet > ../a.cpio")
        let old = try CpioIndex(temporary.path.appending("a.cpio"))
        for profile in CpioProfile.allCases {
            let path = temporary.path.appending("new.cpio")
            try old.write(to: path, options: CpioOptions(profile: profile, format: .crc, normalization: .keepMetadata))
            let new = try CpioIndex(path)
            #expect(try new.differences(from: old).isEmpty)
            #expect(try old.differences(from: new).isEmpty)
            try shell("mkdir '\(temporary.path)/x'; cd '\(temporary.path)/x'; cpio -id --quiet < ../new.cpio")
            try expectSameTree(tree, temporary.path.appending("x"))
            try shell("rm -r '\(temporary.path)/x'")
        }
    }

    @Test func differencesAreNamed() throws {
        let temporary = try TemporaryDirectory()
        let (one, two) = (temporary.path.appending("1"), temporary.path.appending("2"))
        try CpioPacker([.file("a", .bytes([1])), .file("b", .bytes([1, 2])), .directory("c"), .file("same", .none)])
            .pack(to: one)
        try CpioPacker([
            .file("a", .bytes([2]), permissions: 0o600), .symlink("c", to: "x"), .file("d", .none),
            .file("same", .none),
        ])
        .pack(to: two)
        let found = try CpioIndex(one).differences(from: CpioIndex(two)).map(\.description)
        #expect(found == ["'a': permissions", "'a': content", "'b': onlyInFirst", "'c': kind", "'d': onlyInSecond"])
    }

    @Test func entriesAreFiltered() throws {
        let temporary = try TemporaryDirectory()
        let path = temporary.path.appending("a.cpio")
        try CpioPacker(ReaderTests.entries).pack(to: path)
        try CpioIndex(path).write(to: path) { $0.kind != .symlink }
        #expect(try readAll(CpioReader(path)).map(\.record.name) == ["empty", "etc", "etc/hosts"])
    }
}
