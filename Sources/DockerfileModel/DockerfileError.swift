public import UnikraftCore

/// A Dockerfile, a value in it or an ignore pattern could not be used.
public struct DockerfileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure; the same values as those of diagnostics.
    public var code: Diagnostic.Code
    /// What is wrong, in one sentence without its full stop.
    public var message: String
    /// What to do about it, as a sentence; nil when ``diagnostics`` or the message tell.
    public var remedy: String?
    /// The offset in the text that was given, in bytes from 0; nil when there is no such place.
    public var offset: Int?
    /// The problems of the file, when it was a file.
    public var diagnostics: [Diagnostic]

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - problem: The kind of failure.
    ///   - message: What is wrong, in one sentence without its full stop.
    ///   - remedy: What to do about it, as a sentence; nil for that of the kind.
    ///   - offset: The offset in the text that was given, in bytes.
    ///   - diagnostics: The problems of the file, when it was a file.
    public init(
        _ problem: DockerfileProblem, _ message: String, remedy: String? = nil, offset: Int? = nil,
        diagnostics: [Diagnostic] = []
    ) {
        self.code = problem.code
        self.message = message
        self.remedy = remedy ?? problem.remedy
        self.offset = offset
        self.diagnostics = diagnostics
    }

    /// Creates the error for a file that has problems.
    ///
    /// - Parameter diagnostics: The problems; the first error gives the code.
    public init(_ diagnostics: [Diagnostic]) {
        let first = diagnostics.first { $0.severity == .error } ?? diagnostics.first
        self.init(.badArguments, first?.message ?? "", diagnostics: diagnostics)
        if let first { code = first.code }
    }

    /// The text for people.
    public var description: String {
        guard !diagnostics.isEmpty else { return remedy.map { "\(message). \($0)" } ?? message }
        return diagnostics.map(\.description).joined(separator: "\n")
    }
}
