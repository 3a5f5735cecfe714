/// Finds what a mistyped word was probably meant to be.
package enum SpellingSuggestion {
    /// The known word nearest to a written one.
    ///
    /// The distance is the number of inserted, dropped, changed or swapped neighbouring letters (optimal
    /// string alignment), without regard to case. A third of the word may differ, at least one letter.
    ///
    /// - Parameters:
    ///   - word: The word as written. One of a single byte, or of more than 64, has no suggestion.
    ///   - candidates: The known words.
    /// - Returns: The nearest, the first of several; nil when none is near.
    package static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(word.lowercased().utf8)
        guard (2...64).contains(written.count) else { return nil }
        var best: (distance: Int, word: String)?
        for candidate in candidates where candidate != word {
            let known = Array(candidate.lowercased().utf8)
            let limit = max(1, min(written.count, known.count) / 3)
            guard (2...64).contains(known.count), abs(known.count - written.count) <= limit else { continue }
            let distance = distance(written, known)
            guard distance <= limit, distance < (best?.distance ?? .max) else { continue }
            best = (distance, candidate)
        }
        return best?.word
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let substitution = previous[column] + (letter == other ? 0 : 1)
                var cost = min(substitution, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous.last ?? 0
    }
}
