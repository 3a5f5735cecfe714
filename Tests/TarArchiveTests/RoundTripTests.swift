import TarArchive
import Testing

@Suite("Tar round trips")
struct RoundTripTests {
    /// One entry of each kind, with every field that needs a pax header somewhere.
    private static func members() -> [(TarEntry, String)] {
        var old = TarEntry("old", .regular, content: "x")
        old.modificationTime = -1
        old.modificationNanoseconds = 500_000_000
        var owned = TarEntry("owned", .regular)
        owned.owner = 4_000_000_000
        owned.group = 2_097_152
        owned.modificationTime = 1 << 34
        owned.modificationNanoseconds = 7
        var device = TarEntry("dev/null", .characterDevice, mode: 0o666)
        device.deviceMajor = 1
        device.deviceMinor = 3
        var capable = TarEntry("ping", .regular, mode: 0o4755, content: "ping")
        capable.extendedAttributes = [
            .init(name: Array("security.capability".utf8), value: [1, 0, 0, 2, 0, 10, 61]),
            .init(name: Array("user.a".utf8), value: Array("b=c\n".utf8)),
        ]
        let long = String(repeating: "directory/", count: 20) + "file"
        let split = String(repeating: "p", count: 120) + "/" + String(repeating: "n", count: 99)
        return [
            (TarEntry("./", .directory, mode: 0o755), ""), (TarEntry("a", .regular, content: "hello"), "hello"),
            (TarEntry("b", .hardLink, link: "a"), ""), (TarEntry("c", .symbolicLink, mode: 0o777, link: "../a"), ""),
            (TarEntry("fifo", .fifo), ""), (device, ""), (TarEntry("sda", .blockDevice), ""), (old, "x"), (owned, ""),
            (capable, "ping"), (TarEntry(long, .regular, content: "long"), "long"), (TarEntry(split, .regular), ""),
            (TarEntry("link", .symbolicLink, mode: 0o777, link: long), ""), (TarEntry("grün", .regular), ""),
        ]
    }

    @Test(arguments: [1, 7, 511, 512, 513, 4096, 1 << 20])
    func everyFieldComesBackWhateverThePieces(piece: Int) throws {
        let members = Self.members()
        let bytes = try archive(members)
        let index = try index(bytes, piece: piece)
        #expect(index.entries.count == members.count)
        for (read, (written, content)) in zip(index.entries, members) {
            let start = Int(read.contentOffset)
            #expect(Array(bytes[start..<(start + Int(read.size))]) == Array(content.utf8))
            var bare = read
            bare.contentOffset = 0
            #expect(bare == written)
        }
    }

    @Test func theSameEntriesGiveTheSameBytes() throws {
        #expect(try archive(Self.members()) == archive(Self.members()))
    }

    @Test func theEndIsTwoBlocksOfZeros() throws {
        let empty = try archive([])
        #expect(empty == [UInt8](repeating: 0, count: 1024))
        #expect(try index(empty).entries.isEmpty)
    }

    @Test func anAbsoluteNameIsWrittenAsItIs() throws {
        let bytes = try archive([(TarEntry("/unikraft/bin/kernel", .regular, content: "k"), "k")])
        #expect(bytes.count == 2048)
        #expect(bytes.prefix(21).elementsEqual("/unikraft/bin/kernel\u{0}".utf8))
    }

    @Test func aSizeBeyondEightGibibytesIsKept() throws {
        var big = TarEntry("big", .regular)
        big.size = 9 << 30
        var writer = TarWriter([UInt8]())
        try writer.begin(big)
        #expect(throws: TarError.self) { try writer.begin(TarEntry("next", .regular)) }
        var indexer = TarIndexer()
        let header = try headerOnly(big)
        try indexer.consume(header.span)
        #expect(indexer.skipContent(upTo: .max) == 9 << 30)
        let index = try indexer.finish()
        #expect(index.entries.map(\.size) == [9 << 30])
    }

    private func headerOnly(_ entry: TarEntry) throws -> [UInt8] {
        struct Sink: TarOutput {
            let bytes = Box()
            func write(_ span: Span<UInt8>) { for index in span.indices { bytes.value.append(span[index]) } }
        }
        final class Box { var value: [UInt8] = [] }
        let sink = Sink()
        var writer = TarWriter(sink)
        try writer.begin(entry)
        return sink.bytes.value
    }

    @Test func contentMustHaveTheSizeOfTheHeader() throws {
        var writer = TarWriter([UInt8]())
        try writer.begin(TarEntry("a", .regular, content: "12"))
        #expect(throws: TarError.self) { try writer.write([1, 2, 3].span) }
    }

    @Test(arguments: [("", "a"), ("a\u{0}b", "a"), ("a", "b\u{0}")])
    func namesThatNoTarHoldsAreRefused(name: String, link: String) {
        #expect { try archive([(TarEntry(name, .symbolicLink, link: link), "")]) } throws: {
            ($0 as? TarError)?.code == .unwritable
        }
    }
}
