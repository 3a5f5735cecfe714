/// A pattern with `*` and `?`, as `${name#pattern}` takes it. It has no bracket expressions.
///
/// Matching runs a state machine over the text: its time is the product of the lengths of pattern and text.
struct ShellPattern {
    /// One part of a pattern.
    enum Part: Equatable {
        /// This character.
        case literal(Unicode.Scalar)
        /// Any one character but a line feed.
        case one
        /// Any number of characters but line feeds.
        case many
    }

    /// How many bytes of the budget a step counts for: it takes about as long as adding them.
    static let stepCost = 16

    private(set) var parts: [Part]

    /// Reads a pattern; nil when a backslash stands before another character or at the end.
    ///
    /// - Parameter text: The pattern. A backslash stands before `*`, `?` or a backslash, which it makes
    ///   ordinary, or before `/` or `}`, where it is dropped.
    init?(_ text: String) {
        parts = []
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                guard "*?\\/}".unicodeScalars.contains(scalar) else { return nil }
                parts.append(.literal(scalar))
                isEscaped = false
                continue
            }
            switch scalar {
            case "\\": isEscaped = true
            case "*": if parts.last != .many { parts.append(.many) }
            case "?": parts.append(.one)
            default: parts.append(.literal(scalar))
            }
        }
        if isEscaped { return nil }
    }

    /// The pattern that matches the reversed texts.
    func reversed() -> ShellPattern {
        var copy = self
        copy.parts.reverse()
        return copy
    }

    /// The length of the shortest or longest start of a text that matches.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - longest: Whether the longest is wanted.
    ///   - budget: The bytes that may be spent, ``stepCost`` a step; lowered by those spent.
    /// - Returns: The length in scalars; nil when no start matches.
    /// - Throws: ``DockerfileError`` when the budget is spent.
    func prefixLength(
        in text: [Unicode.Scalar], longest: Bool, budget: inout Int
    ) throws(DockerfileError) -> Int? {
        var states = closure([(0, 0)])
        var found: Int?
        for position in 0...text.count {
            if states.last?.state == parts.count {
                found = position
                if !longest { return found }
            }
            guard position < text.count, !states.isEmpty else { break }
            states = try step(states, text[position], &budget)
        }
        return found
    }

    /// Replaces matches; of several at one place, the longest.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - replacement: What to put in their place, in UTF-8.
    ///   - all: Whether every match is replaced, or the first alone.
    ///   - budget: The bytes that may be spent, ``stepCost`` a step; lowered by those spent.
    /// - Returns: The new text in UTF-8.
    /// - Throws: ``DockerfileError`` when the budget is spent.
    func replacing(
        in text: [Unicode.Scalar], with replacement: [UInt8], all: Bool, budget: inout Int
    ) throws(DockerfileError) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        var lastEnd = -1
        while let match = try firstMatch(in: text, from: position, budget: &budget) {
            result += ExpansionRun.bytes(text[position..<match.lowerBound])
            if !match.isEmpty || match.lowerBound != lastEnd {
                guard replacement.count <= budget else {
                    budget = 0
                    throw Self.limit
                }
                budget -= replacement.count
                result += replacement
                lastEnd = match.upperBound
            }
            position = match.upperBound
            if match.isEmpty {
                guard position < text.count else { return result }
                result += ExpansionRun.bytes(text[position...position])
                position += 1
            }
            if !all { break }
        }
        return result + ExpansionRun.bytes(text[position...])
    }

    /// A place in the pattern, and where in the text the match began that leads there.
    private typealias State = (state: Int, start: Int)

    /// The leftmost match, the longest of those.
    private func firstMatch(
        in text: [Unicode.Scalar], from first: Int, budget: inout Int
    ) throws(DockerfileError) -> Range<Int>? {
        var best: Range<Int>?
        var states: [State] = []
        for position in first...text.count {
            if best == nil { states = merge(states, closure([(0, position)])) }
            if let last = states.last, last.state == parts.count, last.start <= best?.lowerBound ?? .max {
                best = last.start..<position
            }
            if let best { states.removeAll { $0.start > best.lowerBound } }
            guard position < text.count, !(states.isEmpty && best != nil) else { break }
            states = try step(states, text[position], &budget)
        }
        return best
    }

    /// Adds the places that are reached without a character. Both lists rise; there is one entry a place,
    /// with the earliest start.
    private func closure(_ states: [State]) -> [State] {
        var result: [State] = []
        func insert(_ state: State) {
            // A star is never followed by a star, so an equal place is one of the last two.
            for index in result.indices.suffix(2) where result[index].state == state.state {
                result[index].start = min(result[index].start, state.start)
                return
            }
            result.append(state)
        }
        for state in states {
            insert(state)
            if state.state < parts.count, parts[state.state] == .many { insert((state.state + 1, state.start)) }
        }
        return result
    }

    private func merge(_ left: [State], _ right: [State]) -> [State] {
        var result = left
        for state in right where !left.contains(where: { $0.state == state.state }) { result.append(state) }
        return result.count == left.count ? left : result.sorted { $0.state < $1.state }
    }

    private func step(
        _ states: [State], _ scalar: Unicode.Scalar, _ budget: inout Int
    ) throws(DockerfileError) -> [State] {
        let cost = states.count * Self.stepCost
        guard cost <= budget else {
            budget = 0
            throw Self.limit
        }
        budget -= cost
        var moved: [State] = []
        for (state, start) in states where state < parts.count {
            switch parts[state] {
            case .literal(let literal): if literal == scalar { moved.append((state + 1, start)) }
            case .one: if scalar != "\n" { moved.append((state + 1, start)) }
            case .many: if scalar != "\n" { moved.append((state, start)) }
            }
        }
        return closure(moved)
    }

    private static var limit: DockerfileError {
        DockerfileError(.expansionLimit, "a pattern takes more steps than this module follows")
    }
}
