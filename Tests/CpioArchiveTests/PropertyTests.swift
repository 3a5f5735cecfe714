import SystemPackage
import Testing
import UnikraftTesting

@testable import CpioArchive

/// Random trees that are written and read back.
@Suite struct PropertyTests {
    /// A generator that gives the same numbers each time (splitmix64).
    struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

    private static func name(_ numbers: inout Numbers) -> [UInt8] {
        let length = Int.random(in: 1...12, using: &numbers)
        let bytes = (0..<length).map { _ in UInt8.random(in: 1...255, using: &numbers) }.map { $0 == 47 ? 45 : $0 }
        return bytes == [46] || bytes == [46, 46] ? [120] : bytes
    }

    private static func data(_ numbers: inout Numbers) -> [UInt8] {
        let limit = Int.random(in: 0...9, using: &numbers) == 0 ? 1_500_000 : 5000
        let length = Int.random(in: 0...limit, using: &numbers)
        let start = UInt8.random(in: 0...255, using: &numbers)
        return (0..<length).map { start &+ UInt8(truncatingIfNeeded: $0 &* 7) }
    }

    /// A tree: parents before children, each name once.
    static func tree(_ numbers: inout Numbers) -> [CpioEntry] {
        var directories: [[UInt8]] = [[]]
        var known = Set<[UInt8]>()
        var entries: [CpioEntry] = []
        for _ in 0..<Int.random(in: 0...40, using: &numbers) {
            let parent = directories.randomElement(using: &numbers) ?? []
            let path = (parent.isEmpty ? [] : parent + [47]) + name(&numbers)
            guard known.insert(path).inserted, path != Array("TRAILER!!!".utf8) else { continue }
            let kind = CpioKind.allCases.randomElement(using: &numbers) ?? .regular
            var entry = CpioEntry(
                path: path, kind: kind, permissions: .random(in: 0...0o7777, using: &numbers),
                owner: .random(in: 0 ... .max, using: &numbers), group: .random(in: 0 ... .max, using: &numbers),
                modificationTime: .random(in: 0...0xffff_ffff, using: &numbers))
            switch kind {
            case .directory: directories.append(path)
            case .regular: entry.content = .bytes(data(&numbers))
            case .symlink:
                // Linux knows no other permissions of symlinks.
                entry.permissions = 0o777
                entry.content = .bytes(name(&numbers))
            case .characterDevice, .blockDevice:
                entry.representedDevice = CpioDevice(
                    major: .random(in: 0...4095, using: &numbers), minor: .random(in: 0...0xfffff, using: &numbers))
            case .fifo, .socket: break
            }
            entries.append(entry)
        }
        return entries
    }

    private static func bytes(_ entry: CpioEntry) -> [UInt8] {
        if case .bytes(let bytes) = entry.content { bytes } else { [] }
    }

    @Test(arguments: 0..<40) func randomTreesComeBack(seed: Int) throws {
        var numbers = Numbers(state: UInt64(seed))
        let entries = Self.tree(&numbers)
        let options = CpioOptions(
            profile: .linux, format: seed % 2 == 0 ? .newc : .crc, names: CpioNameStyle.allCases[seed % 3],
            normalization: .keepMetadata)
        let (archive, report) = try CpioPacker(entries.shuffled(using: &numbers)).packInMemory(options: options)
        let found = try readAll(CpioReader(bytes: archive))
        let wanted = entries.sorted { $0.path.lexicographicallyPrecedes($1.path) }
        #expect(report.entryCount == entries.count)
        #expect(try found.map { try $0.record.canonicalPath() } == wanted.map(\.path))
        #expect(found.map(\.data) == wanted.map(Self.bytes))
        #expect(found.map(\.record.mode) == wanted.map { $0.kind.rawValue | $0.permissions })
        #expect(found.map(\.record.owner) == wanted.map(\.owner))
        #expect(found.map(\.record.group) == wanted.map(\.group))
        #expect(found.map { Int64($0.record.modificationTime) } == wanted.map(\.modificationTime))
        #expect(found.map(\.record.representedDevice) == wanted.map(\.representedDevice))
        #expect(archive.count % 4 == 0)
    }

    @Test(arguments: 0..<20) func damagedArchivesNeverTrap(seed: Int) throws {
        var numbers = Numbers(state: UInt64(seed) &+ 1000)
        let archive = try CpioPacker(Self.tree(&numbers)).packInMemory().archive
        for _ in 0..<50 {
            var damaged = archive
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                let place = Int.random(in: 0..<damaged.count, using: &numbers)
                damaged[place] = .random(in: 0...255, using: &numbers)
            }
            if Bool.random(using: &numbers) { damaged.removeLast(Int.random(in: 0..<damaged.count, using: &numbers)) }
            // Either it reads to the end, or it says what is wrong.
            let error = failure { () throws(CpioError) in
                var reader = CpioReader(bytes: damaged)
                while try reader.next() != nil { _ = try reader.readData() }
            }
            #expect(error?.description.isEmpty != true)
        }
    }

    @Test(arguments: 0..<8) func treesOnDiskComeBack(seed: Int) throws {
        try #require(isRoot, "making devices needs root")
        var numbers = Numbers(state: UInt64(seed) &+ 2000)
        let temporary = try TemporaryDirectory()
        let entries = Self.tree(&numbers)
        let options = CpioOptions(profile: .linux, normalization: .keepMetadata)
        let made = temporary.path.appending("made")
        let (archive, _) = try CpioPacker(entries).packInMemory(options: options)
        try CpioExtractor(to: made).extract(CpioReader(bytes: archive))
        let again = try DirectoryPacker(made).packInMemory(options: options).archive
        #expect(again == archive)
    }

    @Test(arguments: [1, 60, 400, 3000]) func memoryForNamesDoesNotChangeTheArchive(limit: Int) throws {
        var numbers = Numbers(state: UInt64(limit))
        let temporary = try TemporaryDirectory()
        let entries = (0..<6).flatMap { part in
            Self.tree(&numbers).filter { !$0.kind.isSpecial }.map { entry in
                var entry = entry
                entry.path = Array("part-\(part % 3)/".utf8) + entry.path
                return entry
            }
        }
        let made = temporary.path.appending("made")
        try CpioExtractor(to: made).extract(CpioReader(bytes: CpioPacker(entries).packInMemory().archive))
        var packer = DirectoryPacker(made)
        let filters: [DirectoryPacker.Filter?] = [
            nil, { path, _ in path.count % 3 == 0 ? .onlyIfNeeded : path.count % 7 == 0 ? .leaveOut : .take },
        ]
        for filter in filters {
            packer.filter = filter
            for options in [CpioOptions(), CpioOptions(profile: .linux)] {
                packer.selection.namesLimit = 1 << 40
                let expected = try packer.packInMemory(options: options).archive
                packer.selection.namesLimit = limit
                #expect(try packer.packInMemory(options: options).archive == expected)
            }
        }
    }
}
