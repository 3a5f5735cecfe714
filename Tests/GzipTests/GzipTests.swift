import Gzip
import Testing

@Suite struct GzipTests {
    static func deflated(_ bytes: [UInt8], level: Int = 6, pieceSize: Int = 1000) throws -> [UInt8] {
        var deflater = try Deflater(level: level)
        var result: [UInt8] = []
        var rest = bytes[...]
        var buffer = [UInt8](repeating: 0, count: 777)
        while true {
            let piece = Array(rest.prefix(pieceSize))
            var bytes = buffer.mutableSpan
            let progress = try deflater.deflate(piece.span.bytes, into: &bytes, isLast: piece.count == rest.count)
            result += buffer[..<progress.produced]
            rest = rest.dropFirst(progress.consumed)
            if progress.isFinished { return result }
        }
    }

    static func inflated(_ bytes: [UInt8], pieceSize: Int = 100) throws -> (data: [UInt8], isComplete: Bool) {
        var inflater = try Inflater()
        var result: [UInt8] = []
        var rest = bytes[...]
        var buffer = [UInt8](repeating: 0, count: 333)
        while true {
            let piece = Array(rest.prefix(pieceSize))
            var bytes = buffer.mutableSpan
            let progress = try inflater.inflate(piece.span.bytes, into: &bytes)
            result += buffer[..<progress.produced]
            rest = rest.dropFirst(progress.consumed)
            if progress.consumed == 0, progress.produced == 0 { return (result, inflater.isComplete) }
        }
    }

    static let sample = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

    @Test(arguments: [1, 6, 9]) func roundTrip(level: Int) throws {
        let packed = try Self.deflated(Self.sample, level: level)
        #expect(packed.prefix(2) == [0x1f, 0x8b])
        let result = try Self.inflated(packed)
        #expect(result.data == Self.sample)
        #expect(result.isComplete)
    }

    @Test func sameInputGivesSameBytes() throws {
        #expect(try Self.deflated(Self.sample, pieceSize: 1000) == Self.deflated(Self.sample, pieceSize: 50_000))
    }

    @Test func membersAndPaddingAreReadAsOne() throws {
        let first = try Self.deflated(Array("first ".utf8))
        let second = try Self.deflated(Array("second".utf8))
        let result = try Self.inflated(first + [0, 0, 0] + second + [UInt8](repeating: 0, count: 500))
        #expect(String(decoding: result.data, as: UTF8.self) == "first second")
        #expect(result.isComplete)
    }

    @Test func foreignDataStopsTheInflater() throws {
        var inflater = try Inflater()
        var input = try Self.deflated(Array("x".utf8)) + Array("foreign".utf8)
        var buffer = [UInt8](repeating: 0, count: 64)
        for _ in 0..<2 {
            var bytes = buffer.mutableSpan
            let progress = try inflater.inflate(input.span.bytes, into: &bytes)
            input.removeFirst(progress.consumed)
        }
        let isForeign = inflater.isAtForeignData
        #expect(isForeign)
        #expect(input == Array("foreign".utf8))
    }

    @Test func damageAndEarlyEndAreNoticed() throws {
        var packed = try Self.deflated(Self.sample)
        #expect(try !Self.inflated(Array(packed.dropLast(4))).isComplete)
        packed[packed.count - 6] ^= 0x55
        #expect { try Self.inflated(packed) } throws: { ($0 as? GzipError)?.code == .damaged }
    }
}
