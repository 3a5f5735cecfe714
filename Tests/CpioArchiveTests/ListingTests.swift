import CpioArchive
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct ListingTests {
    @Test(arguments: ["newc", "crc", "odc"]) func linesAreThoseOfGnuCpio(format: String) throws {
        let temporary = try TemporaryDirectory()
        let tree = temporary.path.appending("tree")
        try SampleTree.make(in: tree)
        try SampleTree.addLinks(in: tree)
        if isRoot { try SampleTree.addSpecialFiles(in: tree) }
        try shell(
            """
            cd '\(tree)'; touch -d '2090-01-02' a-b; touch -d '1970-01-01 UTC' a0; touch -d '3 months ago' a.c
            for mode in 0 7000 7777 4644 2644 1644; do touch m$mode; chmod $mode m$mode; done
            [ "$(id -u)" != 0 ] || chown 12345:4000000000 a-b
            find . -print0 | LC_ALL=C sort -z | cpio -0 -o -H \(format) --quiet > ../a.cpio; cpio -itv --quiet < ../a.cpio > ../want
            """)
        var reader = try CpioReader(temporary.path.appending("a.cpio"), scope: .firstArchive)
        var listing = CpioListing()
        var lines: [UInt8] = []
        while let record = try reader.next() {
            let target = record.kind == .symlink ? try reader.readData() : nil
            lines += listing.line(record, target: target) + [10]
        }
        let file = try FileDescriptor.open(
            temporary.path.appending("got"), .writeOnly, options: .create, permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(lines) }
        try shell("cd '\(temporary.path)'; diff want got")
    }

    @Test func entriesAreData() throws {
        var writer = try CpioWriter(inMemory: CpioOptions(profile: .linux, normalization: .keepMetadata))
        try writer.append(
            CpioEntry(path: Array("run".utf8), kind: .regular, permissions: 0o4755, content: .bytes([1, 2])))
        try writer.append(
            CpioEntry(path: Array("link".utf8), kind: .symlink, permissions: 0o777, content: .bytes(Array("a\nb".utf8)))
        )
        var reader = CpioReader(bytes: try writer.finishInMemory().archive)
        var entries: [CpioListingEntry] = []
        while let record = try reader.next() {
            entries.append(CpioListingEntry(record, target: try reader.readData(limit: 1 << 16)))
        }
        #expect(entries.map(\.name) == ["run", "link"])
        #expect(entries.map(\.kind) == ["regular", "symlink"])
        #expect(entries.map(\.mode).first == "4755")
        #expect(entries.map(\.size) == [2, 3])
        #expect(entries.map(\.target) == [nil, "a\nb"])
        #expect(entries.map(\.archive) == [0, 0])
    }
}
