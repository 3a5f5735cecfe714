public import ELFInspector
public import SystemPackage

/// A program could not start in a guest.
public struct RootfsError: Error, Sendable, CustomStringConvertible {
    /// The program.
    public var program: FilePath
    /// What keeps it from starting, the worst first.
    public var findings: [Finding]

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - program: The program.
    ///   - findings: What keeps it from starting, the worst first.
    public init(program: FilePath, findings: [Finding]) {
        self.program = program
        self.findings = findings
    }

    /// What keeps the program from starting, and what to do about it.
    public var description: String {
        "'\(program)' would not start in a guest:\n" + findings.map { "    \($0)" }.joined(separator: "\n")
    }
}
