/// A table from small numbers to small numbers that is emptied in no time.
struct StampedTable {
    private var stamps: [Int32] = []
    private var values: [Int32] = []
    private var stamp: Int32 = 1

    /// Empties the table.
    mutating func removeAll() {
        if stamp == .max {
            stamps = []
            values = []
            stamp = 0
        }
        stamp += 1
    }

    /// The value of a number; nil when it has none.
    subscript(_ key: Int32) -> Int32? {
        let index = Int(key)
        guard index >= 0, index < stamps.count, stamps[index] == stamp else { return nil }
        return values[index]
    }

    /// Gives a number a value, unless it has one.
    mutating func insert(_ value: Int32, at key: Int32) {
        let index = Int(key)
        guard index >= 0 else { return }
        while stamps.count <= index {
            stamps.append(0)
            values.append(0)
        }
        guard stamps[index] != stamp else { return }
        stamps[index] = stamp
        values[index] = value
    }
}
