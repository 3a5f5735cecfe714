import UnikraftCore

/// What bounds the time and memory that reading a text may take.
enum YAMLLimits {
    /// The largest text in bytes. The largest Kraftfile of the catalog has about 5 KiB.
    static let bytes = 1 << 20
    /// The deepest nesting of lists and mappings.
    static let depth = 64
    /// The largest number of nodes, those that aliases repeat included.
    static let nodes = 50_000
    /// The largest number of problems that are reported.
    static let diagnostics = 100
}

/// A problem that ends the reading of an entry.
struct YAMLSyntaxError: Error {
    /// The problem.
    var diagnostic: Diagnostic
    /// Where reading may go on: at the end of a line.
    var resume: Int
}
