import ArgumentParser
import KraftfileModel
import SystemPackage
import UnikraftCore

/// `kraft check`: the diagnostics of a Kraftfile.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report the problems of a Kraftfile.",
        discussion: """
            Prints every problem with its place and what to do about it. The exit status is 1 when one of them is \
            an error, and 0 when there are only warnings.
            """)

    @Argument(help: "A Kraftfile, a directory that holds one or is below one, or - for standard input.")
    var path = "."

    @Flag(help: "Print the problems as a JSON array.")
    var json = false

    @Option(help: "Print the JSON Schema of this version of the specification, for an editor, and check nothing.")
    var schema: String?

    func run() throws {
        if let schema {
            guard let version = SpecificationVersion(parsing: schema) else {
                throw ValidationError("'\(schema)' is not a version of the specification; use v0.5, v0.6 or v0.7.")
            }
            print(KraftfileSchema.json(for: version), terminator: "")
            return
        }
        // A Dockerfile has diagnostics of the same kind: they are added to these.
        let diagnostics = try kraftfile().diagnostics
        if json {
            print(diagnostics.json)
        } else {
            diagnostics.forEach { print($0) }
        }
        if diagnostics.containsErrors { throw ExitCode.failure }
    }

    private func kraftfile() throws -> Kraftfile {
        if path == "-" { return try Kraftfile.load(.standardInput) }
        let isDirectory = (try? Stat(FilePath(path)).type) == .directory
        return try Kraftfile.load(isDirectory ? .search(from: FilePath(path)) : .file(FilePath(path)))
    }
}
