import UnikraftCore

/// Gathers the problems of one file, up to a limit.
struct Report {
    /// More problems than this are not listed: a person reads none of them.
    static let limit = 1000

    /// The file.
    let source: SourceText
    /// What was found so far.
    private(set) var diagnostics: [Diagnostic] = []

    /// Whether no more problems are listed, so that costly searches for them can stop.
    var isFull: Bool { diagnostics.count >= Self.limit }

    init(_ source: SourceText) {
        self.source = source
    }

    /// Adds a problem.
    ///
    /// - Parameters:
    ///   - severity: How bad it is.
    ///   - problem: What kind it is.
    ///   - message: What is wrong.
    ///   - range: The bytes of the file it is about; nil for the whole file.
    ///   - remedy: What to do.
    ///   - suggestion: What was probably meant.
    mutating func add(
        _ severity: Diagnostic.Severity, _ problem: DockerfileProblem, _ message: String, at range: Range<Int>?,
        remedy: String? = nil, suggestion: String? = nil
    ) {
        add(severity, code: problem.code, message, at: range, remedy: remedy, suggestion: suggestion)
    }

    /// As ``add(_:_:_:at:remedy:suggestion:)``, for any code.
    mutating func add(
        _ severity: Diagnostic.Severity, code: Diagnostic.Code, _ message: String, at range: Range<Int>?,
        remedy: String? = nil, suggestion: String? = nil
    ) {
        guard !isFull else { return }
        diagnostics.append(
            source.diagnostic(severity, code, message, at: range, remedy: remedy, suggestion: suggestion))
        if diagnostics.count == Self.limit {
            diagnostics.append(
                source.diagnostic(
                    .error, DockerfileProblem.tooManyProblems.code,
                    "there are more problems than the \(Self.limit) listed", at: range,
                    remedy: "Mend these first and check again."))
        }
    }

    /// Adds problems that were found apart.
    ///
    /// - Parameters:
    ///   - other: The problems.
    ///   - severity: The severity to give them, or nil to keep theirs.
    mutating func add(_ other: Report, as severity: Diagnostic.Severity? = nil) {
        for diagnostic in other.diagnostics where diagnostics.count <= Self.limit {
            var copy = diagnostic
            if let severity { copy.severity = severity }
            diagnostics.append(copy)
        }
    }
}
