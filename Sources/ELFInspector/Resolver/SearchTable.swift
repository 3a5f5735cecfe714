/// The searches that were made with one loader, and their results.
///
/// A value apart from its class: to begin a search and to end it are two accesses to the class's property.
struct SearchTable {
    /// What is known when a library is looked for.
    enum Beginning {
        /// The number of an earlier search for the same.
        case known(Int32)
        /// There was none. The steps of all searches go with the new one, which brings them back.
        case unknown(steps: [SearchRecord])
    }

    private(set) var records: [LookupRecord] = []
    /// The steps of all searches, one search after the other.
    private(set) var steps: [SearchRecord]
    /// Results of the scope without `DT_RPATH` and `DT_RUNPATH`, by name; and of the others.
    private var plain = StampedTable()
    private var known = NumberTable()

    init(steps: [SearchRecord]) {
        self.steps = steps
        self.steps.reserveCapacity(64)
        records.reserveCapacity(64)
    }

    /// Looks for an earlier search.
    mutating func begin(_ name: Int32, scope: Int32) -> Beginning {
        if let number = scope == 0 ? plain[name] : known[Self.key(name, scope)] { return .known(number) }
        var taken: [SearchRecord] = []
        swap(&taken, &steps)
        return .unknown(steps: taken)
    }

    /// Keeps the result of a search; gives its number.
    mutating func end(_ search: consuming LibrarySearch, scope: Int32) -> Int32 {
        let name = search.name
        var record = search.record
        record.steps = Int32(search.firstStep)..<Int32(search.steps.count)
        steps = search.steps
        let number = append(record)
        if scope == 0 { plain.insert(number, at: name) } else { known.set(Self.key(name, scope), number) }
        return number
    }

    /// Adds a result that no search brought; gives its number.
    mutating func append(_ record: LookupRecord) -> Int32 {
        records.append(record)
        return Int32(records.count - 1)
    }

    private static func key(_ name: Int32, _ scope: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: scope)) << 32 | UInt64(UInt32(bitPattern: name))
    }
}
