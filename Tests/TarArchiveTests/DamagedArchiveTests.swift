import TarArchive
import Testing

@Suite("Damaged and hostile tars")
struct DamagedArchiveTests {
    private func code(_ bytes: [UInt8], limits: TarLimits = TarLimits()) -> TarError.Code? {
        do {
            _ = try index(bytes, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }

    /// Replaces bytes of the first header and puts the sum right again.
    private func patched(_ bytes: [UInt8], at offset: Int, _ value: [UInt8]) -> [UInt8] {
        var result = bytes
        result.replaceSubrange(offset..<(offset + value.count), with: value)
        result.replaceSubrange(148..<156, with: Array("        ".utf8))
        let sum = result[..<512].reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        result.replaceSubrange(
            148..<156, with: Array((String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} ").utf8))
        return result
    }

    @Test func everyTruncationInsideAnEntryIsSeen() throws {
        let bytes = try archive([(TarEntry("a", .regular, content: "hello"), "hello"), (TarEntry("b", .fifo), "")])
        for length in 1..<bytes.count {
            let isComplete = length >= 517 && length <= 1024 || length % 512 == 0 && length > 512
            #expect(code(Array(bytes[..<length])) == (isComplete ? nil : .truncated), "\(length)")
        }
    }

    @Test func everyFlippedBitOfAHeaderIsSeen() throws {
        let bytes = try archive([(TarEntry("a", .regular, content: "hello"), "hello")])
        for bit in 0..<(512 * 8) where !(148 * 8..<156 * 8).contains(bit) {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(code(damaged) == .malformed)
        }
    }

    @Test func numbersAreReadInBase256() throws {
        let bytes = try archive([(TarEntry("a", .directory), "")])
        let negative = try index(patched(bytes, at: 136, [0xff] + [UInt8](repeating: 0xff, count: 10) + [0xfb]))
        #expect(negative.entries.first?.modificationTime == -5)
        let large = try index(patched(bytes, at: 108, [0x80, 0, 0, 0, 0xee, 0x6b, 0x28, 0]))
        #expect(large.entries.first?.owner == 4_000_000_000)
        #expect(code(patched(bytes, at: 108, [0x80, 0, 0, 1, 0, 0, 0, 0])) == .malformed)
        #expect(code(patched(bytes, at: 136, [0xff, 0] + [UInt8](repeating: 0xff, count: 10))) == .malformed)
        #expect(code(patched(bytes, at: 100, Array("zzzzzzz".utf8))) == .malformed)
    }

    @Test func aSizeBeyondAnyFileIsRefused() throws {
        let bytes = try archive([(TarEntry("a", .regular), "")])
        #expect(
            code(patched(bytes, at: 124, [0x80, 0, 0, 0, 0x7f] + [UInt8](repeating: 0xff, count: 7))) == .malformed)
        #expect(
            code(patched(bytes, at: 124, [0x80, 0, 0, 0, 0x10] + [UInt8](repeating: 0xff, count: 7))) == .truncated)
    }

    @Test func sizesOfLinksAndDirectoriesAreIgnored() throws {
        let bytes = try archive([(TarEntry("a", .directory), ""), (TarEntry("b", .fifo), "")])
        #expect(try index(patched(bytes, at: 124, Array("00000001000".utf8))).entries.map(\.name) == ["a", "b"])
    }

    @Test(arguments: [
        "12 path=a\n", "99 path=a\n", "x path=a\n", "0 path=a\n", "-9 path=a\n", "9 pathxxa\n", "4 =\n", " \n",
        "10 path=ab",
    ])
    func malformedPaxRecordsAreRefused(record: String) throws {
        let bytes = try pax(record) + archive([(TarEntry("a", .regular), "")])
        #expect(code(bytes) == .malformed)
    }

    @Test(arguments: [
        ("15 size=-100000\n", TarError.Code.malformed), ("11 size=1x\n", .malformed), ("12 mtime=1.x\n", .malformed),
        ("13 uid=+10000\n", .malformed), ("20 uid=99999999999\n", .malformed), ("11 path=\u{0}b\n", .malformed),
        ("27 GNU.sparse.major=1.0000\n", .unsupported),
    ])
    func badValuesInPaxRecordsAreRefused(record: String, expected: TarError.Code) throws {
        let length = record.utf8.count
        let fixed = record.replacingPrefix(with: length)
        #expect(try code(pax(fixed) + archive([(TarEntry("a", .regular), "")])) == expected)
    }

    @Test func boundsHold() throws {
        var limits = TarLimits()
        limits.entries = 1
        let two = try archive([(TarEntry("a", .regular), ""), (TarEntry("b", .regular), "")])
        #expect(code(two, limits: limits) == .limitExceeded)
        limits = TarLimits()
        limits.pathLength = 150
        let long = try archive([(TarEntry(String(repeating: "n", count: 151), .regular), "")])
        #expect(code(long, limits: limits) == .limitExceeded)
        limits = TarLimits()
        limits.extensionLength = 100
        #expect(code(long, limits: limits) == .limitExceeded)
    }

    @Test(arguments: ["../a", "a/../../b", "/../a", "a/.."])
    func namesThatLeadOutAreRefused(name: String) throws {
        let entry = TarEntry(name, .regular)
        #expect { try entry.canonicalPath() } throws: { ($0 as? TarError)?.code == .unsafePath }
    }

    @Test(arguments: [("/a//b/./c/", "a/b/c"), ("./", ""), ("a/..b", "a/..b"), ("...", "...")])
    func namesHaveOneForm(name: String, canonical: String) throws {
        #expect(try TarEntry(name, .regular).canonicalPath() == Array(canonical.utf8))
    }

    @Test func dataAfterOneZeroBlockIsRefused() throws {
        let entry = try archive([(TarEntry("a", .regular), "")])
        #expect(code([UInt8](repeating: 0, count: 512) + entry) == .malformed)
    }

    /// An extended header with the given records, made by hand.
    private func pax(_ records: String) throws -> [UInt8] {
        var bytes = try archive([(TarEntry("x", .regular, content: records), records)]).dropLast(1024)
        bytes = ArraySlice(patched(Array(bytes), at: 156, [UInt8(ascii: "x")]))
        return Array(bytes)
    }
}

extension String {
    /// The record with its true length in front.
    func replacingPrefix(with length: Int) -> String {
        let rest = drop { $0 != " " }
        var total = rest.utf8.count + String(length).utf8.count
        while rest.utf8.count + String(total).utf8.count != total { total = rest.utf8.count + String(total).utf8.count }
        return String(total) + rest
    }
}
