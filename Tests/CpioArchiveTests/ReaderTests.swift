import CpioArchive
import SystemPackage
import Testing
import UnikraftTesting

/// Reads a whole archive: the records, and their data.
func readAll(_ reader: consuming CpioReader) throws -> [(record: CpioRecord, data: [UInt8])] {
    var result: [(record: CpioRecord, data: [UInt8])] = []
    while let record = try reader.next() { result.append((record, try reader.readData())) }
    return result
}

@Suite struct ReaderTests {
    static let entries: [CpioEntry] = [
        .directory("etc"), .file("etc/hosts", .bytes(Array("127.0.0.1 localhost\n".utf8))),
        .symlink("link", to: "etc/hosts"), .file("empty", .none, permissions: 0o4600),
    ]

    static func archive(_ options: CpioOptions = CpioOptions()) throws -> [UInt8] {
        try CpioPacker(entries).packInMemory(options: options).archive
    }

    @Test(arguments: [CpioFormat.newc, .crc]) func whatWasWrittenIsRead(format: CpioFormat) throws {
        let found = try readAll(CpioReader(bytes: Self.archive(CpioOptions(format: format))))
        #expect(found.map(\.record.name) == ["empty", "etc", "etc/hosts", "link"])
        #expect(found.map(\.record.kind) == [.regular, .directory, .regular, .symlink])
        #expect(
            found.map { String(decoding: $0.data, as: UTF8.self) } == ["", "", "127.0.0.1 localhost\n", "etc/hosts"])
        #expect(found[0].record.permissions == 0o4600)
        #expect(found.allSatisfy { $0.record.format == format })
        #expect(found.map(\.record.inode) == [1, 2, 3, 4])
    }

    @Test(arguments: ["newc", "crc", "odc"]) func gnuCpioArchivesAreRead(format: String) throws {
        let temporary = try TemporaryDirectory()
        try SampleTree.make(in: temporary.path.appending("tree"))
        try shell(
            "cd '\(temporary.path)/tree'; find . -print0 | LC_ALL=C sort -z | cpio -0 -o -H \(format) --quiet > ../a.cpio"
        )
        try shell("cd '\(temporary.path)'; gzip -k a.cpio; cpio -it --quiet < a.cpio > names")
        let plain = try readAll(CpioReader(temporary.path.appending("a.cpio")))
        let packed = try readAll(CpioReader(temporary.path.appending("a.cpio.gz")))
        #expect(plain.map(\.record) == packed.map(\.record))
        #expect(plain.map(\.data) == packed.map(\.data))
        let names = try shell("cat '\(temporary.path)/names'")
        #expect(plain.map { $0.record.name + "\n" }.joined() == names)
    }

    @Test func archivesBehindACompressedOneAreRead() throws {
        let temporary = try TemporaryDirectory()
        let parts = try ["a", "b", "c", "d"].map { name in
            // More than one block each, so that parts do not begin where blocks do.
            let data = Array("\(name)\n".utf8)
            return try CpioPacker([.file(name, .bytes([UInt8](repeating: data[0], count: 200_001) + data))])
                .packInMemory().archive
        }
        for (name, part) in zip("abcd", parts) { _ = try temporary.write("\(name).cpio", part) }
        try shell(
            """
            cd '\(temporary.path)'; gzip -k a.cpio c.cpio; head -c 1000 /dev/zero > zeros
            cat a.cpio.gz b.cpio zeros c.cpio.gz c.cpio.gz zeros d.cpio > mixed
            gzip -dc a.cpio.gz > plain; cat b.cpio zeros c.cpio c.cpio d.cpio >> plain
            (cat a.cpio.gz; echo garbage) > garbage; (cat a.cpio.gz; head -c 20 a.cpio) > cut
            (head -c 100000 a.cpio | gzip; cat b.cpio) > within
            """)
        let mixed = temporary.path.appending("mixed")
        let read = try readAll(CpioReader(mixed))
        #expect(read.map(\.record.name) == ["a", "b", "c", "c", "d"])
        #expect(read.map(\.data) == (try readAll(CpioReader(temporary.path.appending("plain")))).map(\.data))
        let index = try CpioIndex(mixed)
        #expect(index.records == read.map(\.record))
        for (record, data) in zip(index.records, read.map(\.data)) { #expect(try index.data(of: record) == data) }
        #expect(try readAll(CpioReader(mixed, scope: .firstArchive)).count == 1)
        for (name, code) in [
            ("garbage", CpioError.Code.damagedCompression), ("cut", .truncated), ("within", .truncated),
        ] {
            let path = temporary.path.appending(name)
            #expect(throws: CpioError.self) { try CpioIndex(path) }
            let error = #expect(throws: CpioError.self) { try readAll(CpioReader(path)) }
            #expect(error?.code == code, "\(name)")
        }
    }

    @Test func timesOver32BitsAreKeptAndNotStoredInNewc() throws {
        let late: UInt64 = 1 << 32 + 5
        func digits(_ number: UInt64, _ count: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: count - text.count) + text
        }
        func entry(_ name: String, _ mode: UInt64) -> String {
            "070707" + digits(1, 6) + digits(2, 6) + digits(mode, 6) + digits(0, 6) + digits(0, 6) + digits(1, 6)
                + digits(0, 6) + digits(late, 11) + digits(UInt64(name.utf8.count + 1), 6) + digits(0, 11) + name + "\0"
        }
        let temporary = try TemporaryDirectory()
        let path = try temporary.write("late.cpio", Array((entry("late", 0o100644) + entry("TRAILER!!!", 0)).utf8))
        let index = try CpioIndex(path)
        #expect(index.records.map(\.modificationTime) == [late])
        let error = #expect(throws: CpioError.self) { try index.write(to: temporary.path.appending("new.cpio")) }
        #expect(error?.description.contains("late") == true)
        #expect(error?.code == .timeOutOfRange)
    }
}
