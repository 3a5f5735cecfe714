/// The places in a pattern that a match may have reached.
protocol IgnoreStateSet {
    /// Creates an empty set.
    ///
    /// - Parameter count: The number of places.
    init(count: Int)

    /// Whether a place is in the set.
    func contains(_ state: Int) -> Bool

    /// Adds a place.
    mutating func insert(_ state: Int)

    /// Drops all places.
    mutating func removeAll()

    /// The first place from a number on; nil when there is none.
    func first(from state: Int) -> Int?
}

/// A set for patterns of up to 63 parts: one machine word, which needs no memory of its own.
struct SmallStateSet: IgnoreStateSet {
    /// The largest number of places.
    static let capacity = 64

    private var bits: UInt64 = 0

    init(count: Int) {}

    func contains(_ state: Int) -> Bool { bits & (1 << UInt64(state)) != 0 }

    mutating func insert(_ state: Int) { bits |= 1 << UInt64(state) }

    mutating func removeAll() { bits = 0 }

    func first(from state: Int) -> Int? {
        let rest = state < Self.capacity ? (bits >> UInt64(state)) << UInt64(state) : 0
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }
}

/// A set for longer patterns.
struct LargeStateSet: IgnoreStateSet {
    private var flags: [Bool]

    init(count: Int) { flags = Array(repeating: false, count: count) }

    func contains(_ state: Int) -> Bool { flags[state] }

    mutating func insert(_ state: Int) { flags[state] = true }

    mutating func removeAll() {
        for state in flags.indices { flags[state] = false }
    }

    func first(from state: Int) -> Int? {
        state < flags.count ? flags[state...].firstIndex(of: true) : nil
    }
}
