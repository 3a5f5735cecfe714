import ArgumentParser
import UnikraftCore

/// Reads variables as `-e` gives them: `NAME=value`, or `NAME` for the value that it has here.
func environmentVariables(_ texts: [String]) throws -> [EnvironmentVariable] {
    try texts.compactMap { text in
        do {
            let variable = try EnvironmentVariable(parsing: text, inheriting: Environment.variable)
            if variable == nil { Terminal.warn("the variable '\(text)' is not set here, so it is left out.") }
            return variable
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
