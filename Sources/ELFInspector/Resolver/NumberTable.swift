/// A table from 64-bit numbers to small numbers: open addressing with a cheap hash.
struct NumberTable {
    /// -1 is free.
    private var values = [Int32](repeating: -1, count: 64)
    private var keys = [UInt64](repeating: 0, count: 64)
    private var count = 0

    /// The value of a key; nil when it has none.
    subscript(_ key: UInt64) -> Int32? {
        let value = values[slot(key)]
        return value < 0 ? nil : value
    }

    /// Gives a key a value, which is not negative, in place of what it had.
    mutating func set(_ key: UInt64, _ value: Int32) {
        let slot = slot(key)
        if values[slot] < 0 { count += 1 }
        values[slot] = value
        keys[slot] = key
        if count * 2 > values.count { grow() }
    }

    /// Where a key is, or where it would be.
    private func slot(_ key: UInt64) -> Int {
        let hash = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: hash >> 33) & (values.count - 1)
        while values[slot] >= 0, keys[slot] != key { slot = (slot + 1) & (values.count - 1) }
        return slot
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
        values = [Int32](repeating: -1, count: oldKeys.count * 2)
        for (index, value) in oldValues.enumerated() where value >= 0 {
            let slot = slot(oldKeys[index])
            keys[slot] = oldKeys[index]
            values[slot] = value
        }
    }
}
