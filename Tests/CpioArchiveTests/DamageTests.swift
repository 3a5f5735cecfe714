import CpioArchive
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct DamageTests {
    private func error(_ archive: [UInt8]) -> CpioError? {
        failure { () throws(CpioError) in
            var reader = CpioReader(bytes: archive)
            while try reader.next() != nil { _ = try reader.readData() }
        }
    }

    @Test func everyCutIsNoticed() throws {
        let archive = try ReaderTests.archive(CpioOptions(format: .crc))
        for length in archive.indices.dropLast(3) {
            let code = error(Array(archive[..<length]))?.code
            #expect(code == (length < 6 ? .notAnArchive : .truncated), "\(length)")
        }
        #expect(error(archive) == nil)
    }

    @Test func everyFlippedByteOfDataIsNoticedInCrcArchives() throws {
        let archive = try ReaderTests.archive(CpioOptions(format: .crc))
        let place = try #require(archive.firstRange(of: Array("127.0".utf8))).lowerBound
        var damaged = archive
        damaged[place] ^= 4
        let found = error(damaged)
        #expect(found?.code == .checksumMismatch)
        #expect(found?.path == Array("etc/hosts".utf8))
        #expect(found?.offset == UInt64(place))
    }

    @Test func hugeNumbersInHeadersAllocateNothing() throws {
        var archive = try ReaderTests.archive()
        archive.replaceSubrange(94..<102, with: Array("FFFFFFFF".utf8))
        #expect(error(archive)?.code == .invalidHeader)
        archive = try ReaderTests.archive()
        archive.replaceSubrange(54..<62, with: Array("FFFFFFF0".utf8))
        #expect(error(archive)?.code == .dataTooLarge)
        archive.replaceSubrange(6..<14, with: Array("0000000G".utf8))
        #expect(error(archive)?.code == .invalidHeader)
    }

    @Test(
        arguments: [
            (CpioCompression.zstd, [0x28, 0xb5, 0x2f, 0xfd, 0, 0]), (.xz, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
            (.bzip2, [0x42, 0x5a, 0x68, 0x39]),
            (.lz4, [0x02, 0x21, 0x4c, 0x18]), (.lzo, [0x89, 0x4c, 0x5a, 0x4f]), (.lzma, [0x5d, 0, 0, 0x80]),
        ] as [(CpioCompression, [UInt8])])
    func otherCompressionsAreNamed(compression: CpioCompression, start: [UInt8]) {
        let found = error(start + [UInt8](repeating: 1, count: 100))
        #expect(found?.code == .unsupportedCompression)
        #expect(found?.description.contains(compression.rawValue) == true)
    }

    @Test func whatIsNoArchiveIsNamed() {
        #expect(error([])?.code == .notAnArchive)
        #expect(error(Array("not an archive at all".utf8))?.code == .notAnArchive)
        #expect(error([0xc7, 0x71, 0, 0, 0, 0, 0, 0])?.description.contains("old binary") == true)
    }

    @Test func archivesInARowAndPaddingAreRead() throws {
        let archive = try ReaderTests.archive()
        let row = archive + [UInt8](repeating: 0, count: 388) + archive + [UInt8](repeating: 0, count: 1000)
        let all = try readAll(CpioReader(bytes: row))
        #expect(all.map(\.record.archiveIndex) == [0, 0, 0, 0, 1, 1, 1, 1])
        #expect(try readAll(CpioReader(bytes: row, scope: .firstArchive)).count == 4)
        #expect(error(archive + Array("garbage".utf8))?.code == .invalidHeader)
    }

    @Test func aPlainArchiveBeforeACompressedOneIsRead() throws {
        let temporary = try TemporaryDirectory()
        try CpioPacker(ReaderTests.entries).pack(to: temporary.path.appending("a"))
        try shell("cd '\(temporary.path)'; gzip -k a; cat a a.gz > both; gzip < a | head -c -5 > cut")
        #expect(try readAll(CpioReader(temporary.path.appending("both"))).count == 8)
        let cut = failure { () throws(CpioError) in _ = try CpioIndex(temporary.path.appending("cut")) }
        #expect(cut?.code == .damagedCompression)
        // Who reads one archive alone meets the end of the file too, and nothing behind it.
        try shell("cd '\(temporary.path)'; cat a.gz a > more; gzip < a | head -c -8 > bare")
        for name in ["cut", "bare"] {
            let first = failure { () throws(CpioError) in
                var reader = try CpioReader(temporary.path.appending(name), scope: .firstArchive)
                while try reader.next() != nil {}
            }
            #expect(first?.code == .damagedCompression, "\(name)")
        }
        #expect(try readAll(CpioReader(temporary.path.appending("more"), scope: .firstArchive)).count == 4)
    }
}
