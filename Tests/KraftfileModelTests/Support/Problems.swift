import KraftfileModel
import UnikraftCore

/// The problems of a text as `line:column code`, warnings in parentheses.
func problems(_ text: String) -> [String] {
    problems(Kraftfile(text))
}

func problems(_ kraftfile: Kraftfile) -> [String] {
    kraftfile.diagnostics.map { problem in
        let place = problem.location.map { "\($0.line):\($0.column)" } ?? "-"
        return problem.severity == .error ? "\(place) \(problem.code)" : "(\(place) \(problem.code))"
    }
}
