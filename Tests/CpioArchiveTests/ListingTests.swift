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
}
