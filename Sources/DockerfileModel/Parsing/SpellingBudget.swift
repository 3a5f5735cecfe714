import UnikraftCore

/// Finds what mistyped names were meant to be, for so many of them only that the time stays small.
struct SpellingBudget {
    private static let candidates = 256
    private var left = 32

    /// The known name nearest to a written one.
    ///
    /// - Parameters:
    ///   - name: The name as written.
    ///   - names: The known names, the likely ones first; only asked for when there is time left.
    /// - Returns: nil when none is near, or when too many names were looked for before.
    mutating func closest(to name: String, among names: () -> some Sequence<String>) -> String? {
        guard left > 0 else { return nil }
        left -= 1
        return SpellingSuggestion.closest(to: name, among: names().prefix(Self.candidates))
    }
}
