import CpioArchive
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct PackingTests {
    static func names(_ archive: [UInt8]) throws -> [String] {
        try readAll(CpioReader(bytes: archive)).map(\.record.name)
    }

    @Test func namesAreOrderedByBytesAndParentsComeFirst() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir -p a/b a-b a.d; touch a/b/c a/x a-b/y a0 a.d/z B é")
        let names = try Self.names(DirectoryPacker(temporary.path).packInMemory().archive)
        #expect(names == ["B", "a", "a-b", "a-b/y", "a.d", "a.d/z", "a/b", "a/b/c", "a/x", "a0", "é"])
    }

    @Test func copiesWithOtherMetadataGiveTheSameBytes() throws {
        let temporary = try TemporaryDirectory()
        let (one, two) = (temporary.path.appending("one"), temporary.path.appending("two"))
        try SampleTree.make(in: one)
        // A copy made in reverse order has other inode numbers, times and an order of its own in directories.
        try shell(
            "cd '\(one)'; find . -print0 | LC_ALL=C sort -zr | cpio -0 -o --quiet -H newc | (mkdir ../two; cd ../two; cpio -id --quiet)"
        )
        if isRoot { try shell("chown -Rh 1234:4321 '\(two)'; cd '\(two)'; chmod 4755 etc/hosts; chmod 2755 usr") }
        try shell(
            "cd '\(one)'; find . -type d -printf '%m %p\\0' | while read -d '' m p; do chmod $m \"../two/$p\"; done || true"
        )
        let first = try DirectoryPacker(one).packInMemory()
        let second = try DirectoryPacker(two).packInMemory()
        #expect(first.archive == second.archive)
        #expect(first.report == second.report)
    }

    @Test(arguments: [1, 2, 5]) func theNumberOfThreadsDoesNotMatter(threads: Int) throws {
        let temporary = try TemporaryDirectory()
        let tree = temporary.path.appending("tree")
        try SampleTree.make(in: tree)
        try shell("cd '\(tree)'; for n in $(seq 300); do head -c $((n * n)) /dev/urandom > deep/a/f$n; done")
        var packer = DirectoryPacker(tree)
        packer.threadLimit = threads
        let (archive, report) = try packer.packInMemory()
        let file = temporary.path.appending("a.cpio")
        packer.threadLimit = nil
        #expect(try packer.pack(to: file) == report)
        try shell("cd '\(tree)'; mkdir ../x; cd ../x; cpio -id --quiet < ../a.cpio")
        try expectSameTree(tree, temporary.path.appending("x"))
        #expect(try CpioSourceFile(file).size == UInt64(archive.count))
        #expect(UInt64(archive.count) == report.archiveSize)
        #expect(try CpioIndex(file).records == readAll(CpioReader(bytes: archive)).map(\.record))
    }

    @Test func anArchiveInItsOwnTreeIsLeftOut() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir sub; echo x > sub/file")
        let outside = try TemporaryDirectory()
        try DirectoryPacker(temporary.path).pack(to: outside.path.appending("want"))
        let inside = temporary.path.appending("sub").appending("out.cpio")
        for _ in 0..<2 {
            try DirectoryPacker(temporary.path).pack(to: inside)
            try shell("cmp '\(outside.path)/want' '\(inside)'")
        }
    }

    @Test func aFilterLeavesOut() throws {
        let temporary = try TemporaryDirectory()
        try shell(
            "cd '\(temporary.path)'; mkdir -p keep/deep drop/deep maybe/sub empty; touch keep/f drop/deep/f maybe/sub/wanted maybe/no empty/no"
        )
        var packer = DirectoryPacker(temporary.path)
        packer.filter = { path, _ in
            switch String(decoding: path, as: UTF8.self) {
            case "drop": .leaveOut
            case let name where name.hasSuffix("wanted") || name.hasPrefix("keep"): .take
            default: .onlyIfNeeded
            }
        }
        #expect(
            try Self.names(packer.packInMemory().archive)
                == ["keep", "keep/deep", "keep/f", "maybe", "maybe/sub", "maybe/sub/wanted"])
    }

    @Test func deepTreesNeedFewDescriptors() throws {
        let temporary = try TemporaryDirectory()
        try shell(
            "cd '\(temporary.path)'; for n in $(seq 300); do mkdir d; touch d/f; mkdir -p a; cd -P d; done; touch leaf")
        let names = try Self.names(DirectoryPacker(temporary.path).packInMemory().archive)
        #expect(names.count == 300 * 3 + 1)
        #expect(names.contains(String(repeating: "d/", count: 300) + "leaf"))
    }

    @Test func optionsDecideOnNames() throws {
        let temporary = try TemporaryDirectory()
        try shell("mkdir '\(temporary.path)/d'; touch '\(temporary.path)/d/f'")
        var packer = DirectoryPacker(temporary.path)
        packer.includesRoot = true
        func names(_ options: CpioOptions) throws -> [String] {
            try Self.names(packer.packInMemory(options: options).archive)
        }
        #expect(try names(CpioOptions()) == [".", "d", "d/f"])
        #expect(try names(CpioOptions(names: .dotted)) == [".", "./d", "./d/f"])
        #expect(try names(CpioOptions(names: .absolute)) == ["/", "/d", "/d/f"])
        #expect(try names(CpioOptions(profile: .linux, directoriesEndInSlash: true)) == [".", "d/", "d/f"])
    }

    @Test func hardLinksFollowTheProfile() throws {
        let temporary = try TemporaryDirectory()
        try shell(
            "cd '\(temporary.path)'; echo data > b; ln b a; ln b c; echo x > outside; ln outside ../\(temporary.path.lastComponent?.string ?? "").o; rm ../*.o"
        )
        let guest = try DirectoryPacker(temporary.path).packInMemory()
        #expect(try readAll(CpioReader(bytes: guest.archive)).map(\.data.count) == [5, 5, 5, 2])
        #expect(guest.report.notices.map(\.reason) == [.linkWrittenInFull, .linkWrittenInFull, .linkWrittenInFull])
        let linux = try DirectoryPacker(temporary.path).packInMemory(options: CpioOptions(profile: .linux))
        let records = try readAll(CpioReader(bytes: linux.archive))
        #expect(records.map(\.data.count) == [5, 0, 0, 2])
        #expect(records.map(\.record.linkCount) == [3, 3, 3, 1])
        #expect(records.map(\.record.inode) == [1, 1, 1, 4])
    }

    @Test func aPipeTakesTheArchive() throws {
        let temporary = try TemporaryDirectory()
        let tree = temporary.path.appending("tree")
        try SampleTree.make(in: tree)
        let want = try DirectoryPacker(tree).packInMemory().archive
        let file = temporary.path.appending("out")
        let descriptor = try FileDescriptor.open(
            file, .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
        try descriptor.closeAfter {
            var writer = try CpioWriter(to: descriptor)
            try DirectoryPacker(tree).pack(into: &writer)
            #expect(try writer.finish().archiveSize == UInt64(want.count))
        }
        #expect(try CpioSourceFile(file).size == UInt64(want.count))
        #expect(try CpioIndex(file).records == readAll(CpioReader(bytes: want)).map(\.record))
    }

    @Test func progressReachesTheTotal() throws {
        let temporary = try TemporaryDirectory()
        try SampleTree.make(in: temporary.path.appending("tree"))
        var packer = DirectoryPacker(temporary.path.appending("tree"))
        let latest = Latest()
        packer.countsFirst = true
        packer.progress = { latest.set($0) }
        let report = try packer.pack(to: temporary.path.appending("a.cpio"))
        let shown = latest.value
        #expect(shown?.bytesTotal == report.archiveSize)
        #expect((shown?.bytesDone ?? 0) > report.archiveSize - 200)
    }
}
