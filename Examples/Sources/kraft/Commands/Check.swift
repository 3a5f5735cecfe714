import ArgumentParser
import KraftfileModel
import SystemPackage
import Unikraft

/// `kraft check`: the diagnostics of a project's files.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report the problems of a Kraftfile and its Dockerfile.",
        discussion: """
            Prints every problem with its place and what to do about it. The exit status is 1 when one of them is \
            an error, and 0 when there are only warnings. That the root filesystem's Dockerfile is missing is an \
            error of a directory, and a warning for a Kraftfile that is named, which may stand apart from its project.
            """)

    @Argument(
        help: ArgumentHelp(
            "A Kraftfile, a Dockerfile, a directory that holds one, or - for a Kraftfile on standard input.",
            valueName: "file|dir"))
    var path = "."

    @Flag(help: "Print the problems as a JSON array.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Print the JSON Schema of this version of the specification, for an editor, and check nothing.",
            valueName: "version"))
    var schema: String?

    func run() throws {
        if let schema {
            guard let version = SpecificationVersion(parsing: schema) else {
                throw ValidationError("'\(schema)' is not a version of the specification; use v0.5, v0.6 or v0.7.")
            }
            print(KraftfileSchema.json(for: version), terminator: "")
            return
        }
        let diagnostics = try diagnostics()
        if json {
            print(diagnostics.json)
        } else {
            diagnostics.forEach { print($0) }
        }
        if diagnostics.containsErrors { throw ExitCode.failure }
    }

    /// The problems; with `--json`, that a file cannot be read is one of them.
    private func diagnostics() throws -> [Diagnostic] {
        do {
            guard path == "-" else { return try ProjectCheck.diagnostics(of: FilePath(path)) }
            return try ProjectCheck.diagnostics(
                of: Kraftfile.load(.standardInput), directory: "", missing: .warning)
        } catch {
            guard json, let diagnostic = ProjectCheck.diagnostic(for: error) else { throw error }
            return [diagnostic]
        }
    }
}
