/// Byte strings by number: each different string is kept once, and equal strings have equal numbers.
struct NameTable: Sendable {
    private var storage: [UInt8] = []
    private var ends: [Int] = [0]
    /// Open addressing by hash; -1 is free. Its size is a power of two.
    private var slots = [Int32](repeating: -1, count: 256)

    /// How many strings there are.
    var count: Int { ends.count - 1 }

    /// The number of a string, new if need be.
    mutating func intern(_ bytes: borrowing RawSpan) -> Int32 {
        var slot = Self.hash(bytes) & (slots.count - 1)
        while slots[slot] >= 0 {
            if equals(slots[slot], bytes) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = Int32(count)
        unsafe bytes.withUnsafeBytes { unsafe storage.append(contentsOf: $0) }
        ends.append(storage.count)
        slots[slot] = number
        if count * 2 > slots.count { grow() }
        return number
    }

    /// The number of a string, new if need be.
    mutating func intern(_ bytes: [UInt8]) -> Int32 {
        unsafe intern(bytes.span.bytes)
    }

    /// The bytes of a string.
    func bytes(_ number: Int32) -> ArraySlice<UInt8> {
        storage[ends[Int(number)]..<ends[Int(number) + 1]]
    }

    /// The bytes of a string as text; damaged UTF-8 is mended.
    func text(_ number: Int32) -> String { String(decoding: bytes(number), as: UTF8.self) }

    private func equals(_ number: Int32, _ bytes: borrowing RawSpan) -> Bool {
        let start = ends[Int(number)]
        guard ends[Int(number) + 1] - start == bytes.byteCount else { return false }
        for index in 0..<bytes.byteCount where storage[start + index] != bytes.byte(index) { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for number in 0..<count {
            let hash = unsafe storage.span.extracting(ends[number]..<ends[number + 1]).withUnsafeBytes { bytes in
                unsafe Self.hash(bytes.bytes)
            }
            var slot = hash & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    /// FNV-1a, folded.
    private static func hash(_ bytes: borrowing RawSpan) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<bytes.byteCount {
            hash = (hash ^ UInt64(bytes.byte(index) ?? 0)) &* 0x100_0000_01B3
        }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7FFF_FFFF)
    }
}
