import Glibc

/// Byte strings by number: each different string is kept once, and equal strings have equal numbers.
struct NameTable: Sendable {
    private var storage: [UInt8] = []
    private var ends: [Int] = [0]
    /// Open addressing by hash; -1 is free. Its size is a power of two.
    private var slots = [Int32](repeating: -1, count: 1024)

    /// How many strings there are.
    var count: Int { ends.count - 1 }

    /// The number of a string, new if need be.
    mutating func intern(_ bytes: borrowing RawSpan) -> Int32 {
        unsafe bytes.withUnsafeBytes { unsafe intern($0) }
    }

    /// The number of a string, new if need be.
    mutating func intern(_ bytes: [UInt8]) -> Int32 {
        unsafe bytes.withUnsafeBytes { unsafe intern($0) }
    }

    /// The number of a string, new if need be.
    mutating func intern(_ bytes: ArraySlice<UInt8>) -> Int32 {
        unsafe bytes.withUnsafeBytes { unsafe intern($0) }
    }

    /// The bytes of a string.
    func bytes(_ number: Int32) -> ArraySlice<UInt8> {
        storage[ends[Int(number)]..<ends[Int(number) + 1]]
    }

    /// The bytes of a string as text; damaged UTF-8 is mended.
    func text(_ number: Int32) -> String { String(decoding: bytes(number), as: UTF8.self) }

    private mutating func intern(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        var slot = unsafe Self.hash(bytes) & (slots.count - 1)
        while slots[slot] >= 0 {
            if unsafe equals(slots[slot], bytes) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = Int32(count)
        unsafe storage.append(contentsOf: bytes)
        ends.append(storage.count)
        slots[slot] = number
        if count * 2 > slots.count { grow() }
        return number
    }

    private func equals(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let start = ends[Int(number)]
        let length = ends[Int(number) + 1] - start
        guard length == bytes.count, length > 0 else { return length == bytes.count }
        return unsafe storage.withUnsafeBytes { known in
            guard let base = known.baseAddress, let other = bytes.baseAddress else { return false }
            return unsafe memcmp(base + start, other, length) == 0
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for number in 0..<count {
            let hash = unsafe storage[ends[number]..<ends[number + 1]].withUnsafeBytes { unsafe Self.hash($0) }
            var slot = hash & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    /// Eight bytes at a time, multiplied and folded.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hash = UInt64(truncatingIfNeeded: bytes.count)
        var index = 0
        while index + 8 <= bytes.count {
            hash =
                (hash ^ (unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            index += 8
        }
        while index < bytes.count {
            hash = (hash ^ UInt64(unsafe bytes[index])) &* 0x100_0000_01B3
            index += 1
        }
        hash ^= hash >> 32
        return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF)
    }
}
