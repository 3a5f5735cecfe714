import UnikraftCore

/// Gathers the problems of one file, up to a limit.
struct Report {
    /// More problems of one severity than this are only counted.
    static let limit = 1000

    /// The file.
    let source: SourceText
    /// What was found so far.
    private(set) var found = DiagnosticCollector(limit: Report.limit)
    /// Whether it was said already that expanding variables takes too much.
    var isOverBudget = false

    init(_ source: SourceText) {
        self.source = source
    }

    /// Whether another problem of a severity would be listed, so that costly searches for its place pay.
    func hasRoom(for severity: Diagnostic.Severity) -> Bool { found.hasRoom(for: severity) }

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
        found.add(
            severity,
            source.diagnostic(severity, code, message, at: range, remedy: remedy, suggestion: suggestion))
    }

    /// Adds that the file is larger than this module reads.
    ///
    /// - Parameters:
    ///   - message: What there is too much of, and the limit.
    ///   - range: Where reading ends; nil for the whole file.
    mutating func addLimit(_ message: String, at range: Range<Int>?) {
        add(
            .error, .dockerfileLimit, message, at: range,
            remedy: "Split the file, and keep long texts in files of their own that COPY fetches.")
    }

    /// Adds problems that were found apart.
    ///
    /// - Parameters:
    ///   - other: The problems.
    ///   - severity: The severity to give them, or nil to keep theirs.
    ///   - isWanted: Tells which of them to add.
    mutating func add(
        _ other: Report, as severity: Diagnostic.Severity? = nil,
        where isWanted: (Diagnostic) -> Bool = { _ in true }
    ) {
        found.merge(other.found, as: severity, where: isWanted)
    }
}
