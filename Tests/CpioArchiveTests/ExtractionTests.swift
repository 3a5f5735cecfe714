import CpioArchive
import Gzip
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct ExtractionTests {
    @Test(arguments: [CpioProfile.unikraft, .linux], [CpioFormat.newc, .crc])
    func extractedTreeIsTheSame(profile: CpioProfile, format: CpioFormat) throws {
        let temporary = try TemporaryDirectory()
        let (tree, copy) = (temporary.path.appending("tree"), temporary.path.appending("copy"))
        try SampleTree.make(in: tree)
        if profile == .linux { try SampleTree.addLinks(in: tree) }
        if profile == .linux, isRoot { try SampleTree.addSpecialFiles(in: tree) }
        let archive = temporary.path.appending("a.cpio")
        let options = CpioOptions(profile: profile, format: format, normalization: .keepMetadata)
        try DirectoryPacker(tree).pack(to: archive, options: options)
        try CpioExtractor(to: copy).extract(CpioReader(archive))
        try expectSameTree(tree, copy)
        let list = InteropTests.listing(allTimes: true).replacing("%P|", with: "%P|%n|")
        try shell("cd '\(tree)'; \(list) > ../one; cd '\(copy)'; \(list) > ../two; diff ../one ../two")
    }

    private func extract(_ entries: [CpioEntry], _ names: [String: String], to root: FilePath) throws -> CpioError? {
        var archive = try CpioPacker(entries).packInMemory().archive
        // Names that a writer refuses are put in afterwards; they are as long as those they replace.
        for (old, new) in names {
            let place = try #require(archive.firstRange(of: Array(old.utf8)))
            archive.replaceSubrange(place, with: Array(new.utf8))
        }
        do throws(CpioError) { try CpioExtractor(to: root).extract(CpioReader(bytes: archive)) } catch { return error }
        return nil
    }

    @Test func namesThatLeadOutAreRefused() throws {
        let temporary = try TemporaryDirectory()
        let root = temporary.path.appending("root")
        for name in ["../x", "/xxx", "a/../../x"] {
            let stand = String(repeating: "q", count: name.utf8.count)
            let error = try extract([.file(stand, .bytes([1]))], [stand: name], to: root)
            #expect(error?.code == .unsafePath, "\(name)")
        }
        #expect(temporary.names() == ["root"])
        #expect(try shell("ls -A '\(root)'").isEmpty)
    }

    @Test func nothingIsWrittenThroughSymlinks() throws {
        let temporary = try TemporaryDirectory()
        let (root, outside) = (temporary.path.appending("root"), temporary.path.appending("outside"))
        try shell("mkdir '\(outside)'; echo safe > '\(outside)/file'")
        let entries: [CpioEntry] = [
            .symlink("aaa", to: "\(outside)"), .directory("bbb"), .file("bbb/file", .bytes([1])),
        ]
        let error = try extract(entries, ["bbb\0": "aaa\0", "bbb/file": "aaa/file"], to: root)
        #expect(try shell("cat '\(outside)/file'") == "safe\n")
        #expect(error == nil || error?.code == .unsafePath)
        // The same without the entry of the directory in between: the symlink stays, and is refused.
        try shell("rm -rf '\(root)'; mkdir '\(root)'; ln -s '\(outside)' '\(root)/bbb'")
        var writer = try CpioWriter(inMemory: CpioOptions())
        try writer.append(.file("bbb/file", .bytes([1])))
        let archive = try writer.finishInMemory().archive
        #expect {
            try CpioExtractor(to: root).extract(CpioReader(bytes: archive))
        } throws: {
            ($0 as? CpioError)?.code == .unsafePath
        }
        #expect(try shell("cat '\(outside)/file'") == "safe\n")
    }

    @Test func aFinalSymlinkIsReplaced() throws {
        let temporary = try TemporaryDirectory()
        let root = temporary.path.appending("root")
        try shell("mkdir '\(root)'; echo safe > '\(temporary.path)/safe'; ln -s ../safe '\(root)/f'")
        #expect(try extract([.file("f", .bytes(Array("new".utf8)))], [:], to: root) == nil)
        #expect(try shell("cat '\(root)/f' '\(temporary.path)/safe'") == "newsafe\n")
    }

    @Test func absoluteNamesGoBelowTheDirectoryWhenAllowed() throws {
        let temporary = try TemporaryDirectory()
        let archive = try CpioPacker([.directory("etc"), .file("etc/x", .bytes([65]))])
            .packInMemory(options: CpioOptions(names: .absolute)).archive
        var extractor = CpioExtractor(to: temporary.path)
        extractor.absoluteNames = .belowDirectory
        try extractor.extract(CpioReader(bytes: archive))
        #expect(try shell("cat '\(temporary.path)/etc/x'") == "A")
    }

    @Test(arguments: ["newc", "crc", "odc"]) func gnuCpioArchivesAreExtracted(format: String) throws {
        let temporary = try TemporaryDirectory()
        let (tree, copy) = (temporary.path.appending("tree"), temporary.path.appending("copy"))
        try SampleTree.make(in: tree)
        try SampleTree.addLinks(in: tree)
        try shell(
            "cd '\(tree)'; find . -print0 | LC_ALL=C sort -z | cpio -0 -o -H \(format) --quiet | gzip > ../a.cpio.gz")
        try CpioExtractor(to: copy).extract(CpioReader(temporary.path.appending("a.cpio.gz")))
        try expectSameTree(tree, copy)
        let list = InteropTests.listing(allTimes: true).replacing("%P|", with: "%P|%n|")
        try shell("cd '\(tree)'; \(list) > ../one; cd '\(copy)'; \(list) > ../two; diff ../one ../two")
    }
}
