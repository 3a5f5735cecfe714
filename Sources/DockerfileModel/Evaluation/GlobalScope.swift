import UnikraftCore

/// The variables that `FROM` sees: platforms, and the `ARG` before the first `FROM`.
struct GlobalScope {
    /// The values by name.
    private(set) var values: [String: String] = [:]
    /// All declared names, with and without a value.
    private(set) var declared: Set<String> = []

    /// Works out the scope.
    ///
    /// - Parameters:
    ///   - dockerfile: The Dockerfile.
    ///   - arguments: What the build is given.
    ///   - target: The name of the target stage.
    ///   - usesArguments: Whether values from outside count; without them, only defaults do.
    ///   - budget: What variables may still add; lowered by what was used.
    ///   - report: Gets the problems.
    init(
        _ dockerfile: Dockerfile, _ arguments: BuildArguments, target: String?, usesArguments: Bool = true,
        budget: inout Int, report: inout Report
    ) {
        for variable in arguments.platformVariables(target: target) {
            values[variable.name] = variable.value
            declared.insert(variable.name)
        }
        let expander = VariableExpander(escape: dockerfile.directives.escape)
        for instruction in dockerfile.globalArguments {
            guard case .arg(let declarations) = instruction.kind else { continue }
            for declaration in declarations {
                declared.insert(declaration.name)
                if usesArguments, let value = arguments.values[declaration.name] {
                    values[declaration.name] = value
                } else if let text = declaration.defaultValue {
                    do throws(DockerfileError) {
                        values[declaration.name] = try expand(text, expander, &budget)
                    } catch {
                        report.add(error, text, in: instruction)
                    }
                }
            }
        }
    }

    /// Replaces variables. The table is let go before it changes, so that it is never copied.
    private func expand(
        _ text: String, _ expander: VariableExpander, _ budget: inout Int
    ) throws(DockerfileError) -> String {
        try expander.expansion(of: text, budget: &budget) { values[$0] }.text
    }
}
