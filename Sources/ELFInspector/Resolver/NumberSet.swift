/// A set of small numbers.
struct NumberSet {
    private var isMember: [Bool] = []

    /// Adds a number; false when it was there.
    mutating func insert(_ number: Int32) -> Bool {
        while isMember.count <= Int(number) { isMember.append(false) }
        if isMember[Int(number)] { return false }
        isMember[Int(number)] = true
        return true
    }
}
