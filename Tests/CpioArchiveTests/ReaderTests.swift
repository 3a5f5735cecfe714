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
}
