import KernelBuilder
import UnikraftCore

extension BuiltKernel {
    /// What is worth knowing of a build: the symbols that did not become what was asked for, the first warnings of
    /// the compiler that have a place, and how many more there are. Unikraft's own sources give many.
    var findings: [Diagnostic] {
        var found = differences.map { Diagnostic(.warning, .configurationDifference, $0.description) }
        let placed = warnings.filter { $0.code == .compiler && $0.location != nil }.prefix(Self.limit)
        found += placed
        let rest = warnings.count - placed.count
        if rest > 0 {
            found.append(
                Diagnostic(
                    .warning, .compiler,
                    "the compiler and the linker gave \(rest) \(placed.isEmpty ? "" : "more ")warnings",
                    remedy: log.map { "They are in '\($0)'." }))
        }
        return found
    }

    private static var limit: Int { 10 }
}

extension BuiltProject {
    /// The findings that are of the project and not of the sources of its kernel; a strict build has none.
    public var doubts: [Diagnostic] { findings.ofProject }
}

extension [Diagnostic] {
    /// All but what the compiler, the linker and make said.
    var ofProject: [Diagnostic] { filter { ![.compiler, .linker, .make].contains($0.code) } }
}
