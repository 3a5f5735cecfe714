/// Runs the parts of an ignore pattern over a path, all ways at once: the time is at most the product of
/// their lengths.
struct IgnorePatternMachine<States: IgnoreStateSet> {
    private let parts: [IgnorePattern.Part]
    /// Which parts come next; the last entry stands for the end of the pattern.
    private var states: States
    private var following: States
    private var isAlive = false

    init(_ parts: [IgnorePattern.Part]) {
        self.parts = parts
        states = States(count: parts.count + 1)
        following = states
        enter(0)
        swap(&states, &following)
    }

    /// Whether the whole path or a directory above it matches.
    mutating func run(_ path: [UInt8]) -> Bool {
        var index = 0
        while index < path.count {
            if path[index] == UInt8(ascii: "/"), states.contains(parts.count) { return true }
            guard isAlive else { return false }
            index += step(path, index)
        }
        return states.contains(parts.count)
    }

    /// Whether a path that begins with this text could match.
    mutating func isAlive(after prefix: [UInt8]) -> Bool {
        var index = 0
        while index < prefix.count, isAlive { index += step(prefix, index) }
        return states.first(from: 0).map { $0 < parts.count } ?? false
    }

    /// Follows every state over one character.
    ///
    /// - Returns: The length of the character.
    private mutating func step(_ path: [UInt8], _ index: Int) -> Int {
        let (scalar, length) = UTF8Scalar.decode(path, at: index)
        let isSlash = path[index] == UInt8(ascii: "/")
        isAlive = false
        following.removeAll()
        var next = states.first(from: 0)
        while let state = next, state < parts.count {
            next = states.first(from: state + 1)
            switch parts[state] {
            case .byte: if holds(path, index, length, at: state) { enter(state + length) }
            case .one: if !isSlash { enter(state + 1) }
            case .set(let set): if set.contains(scalar) { enter(state + 1) }
            case .many: if !isSlash { enter(state) }
            case .anything: enter(state)
            case .directories: break
            case .directoriesBody:
                enter(state)
                if isSlash { enter(state + 1) }
            }
        }
        swap(&states, &following)
        return length
    }

    /// Whether the pattern holds all bytes of a character.
    private func holds(_ path: [UInt8], _ index: Int, _ length: Int, at state: Int) -> Bool {
        guard state + length <= parts.count else { return false }
        for offset in 0..<length where parts[state + offset] != .byte(path[index + offset]) { return false }
        return true
    }

    /// Marks a state and those that are reached from it without a character.
    private mutating func enter(_ state: Int) {
        var next = state
        isAlive = true
        while !following.contains(next) {
            following.insert(next)
            guard next < parts.count else { return }
            switch parts[next] {
            case .many, .anything: next += 1
            case .directories:
                following.insert(next + 1)
                next += 2
            default: return
            }
        }
    }
}
