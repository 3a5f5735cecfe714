/// Gathers the problems of a file: of each severity a limited number, since no person reads more, and the rest
/// as a count. Errors are never lost to warnings.
package struct DiagnosticCollector: Sendable, Hashable {
    /// The code of the note that problems were left out.
    package static let leftOut = Diagnostic.Code("too-many-problems")

    /// How many problems of one severity are kept.
    package let limit: Int
    /// The problems that are kept, in the order they were found.
    package private(set) var diagnostics: [Diagnostic] = []
    /// Whether the search for problems ended early.
    package var isIncomplete = false
    private var errors = 0
    private var warnings = 0

    /// Creates an empty collection.
    ///
    /// - Parameter limit: How many problems of one severity are kept.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Whether another problem of a severity would be kept.
    ///
    /// - Parameter severity: The severity.
    /// - Returns: Whether fewer than the limit were added.
    package func hasRoom(for severity: Diagnostic.Severity) -> Bool {
        (severity == .error ? errors : warnings) < limit
    }

    /// Adds a problem.
    ///
    /// - Parameters:
    ///   - severity: How bad it is.
    ///   - diagnostic: Makes the problem; only used when there is room for it.
    package mutating func add(_ severity: Diagnostic.Severity, _ diagnostic: @autoclosure () -> Diagnostic) {
        if hasRoom(for: severity) { diagnostics.append(diagnostic()) }
        if severity == .error { errors += 1 } else { warnings += 1 }
    }

    /// Adds problems that were found apart.
    ///
    /// - Parameters:
    ///   - other: The problems.
    ///   - severity: The severity to give them; nil to keep theirs.
    ///   - isWanted: Tells which of them to add.
    package mutating func merge(
        _ other: DiagnosticCollector, as severity: Diagnostic.Severity? = nil,
        where isWanted: (Diagnostic) -> Bool = { _ in true }
    ) {
        for diagnostic in other.diagnostics where isWanted(diagnostic) {
            var copy = diagnostic
            copy.severity = severity ?? copy.severity
            add(copy.severity, copy)
        }
        isIncomplete = isIncomplete || other.isIncomplete
        let leftErrors = max(0, other.errors - other.limit)
        let leftWarnings = max(0, other.warnings - other.limit)
        if severity != .warning { errors += leftErrors } else { warnings += leftErrors }
        if severity != .error { warnings += leftWarnings } else { errors += leftWarnings }
    }

    /// All that is known: the kept problems in the order of the file, and how many more there are. That note is
    /// an error when one of those is.
    package var finished: [Diagnostic] {
        let sorted = diagnostics.sortedByPlace()
        let left = max(0, errors - limit) + max(0, warnings - limit)
        guard left > 0 || isIncomplete else { return sorted }
        let count = left == 1 ? "is one more problem" : "are \(left) more problems"
        return sorted + [
            Diagnostic(
                errors > limit || isIncomplete ? .error : .warning, Self.leftOut,
                isIncomplete
                    ? "there may be more problems than those listed: reading ended early"
                    : "there \(count) besides those listed",
                location: sorted.last?.location, remedy: "Mend the listed ones first and check again.")
        ]
    }
}
