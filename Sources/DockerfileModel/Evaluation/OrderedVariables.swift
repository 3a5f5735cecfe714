import UnikraftCore

/// Variables in the order in which they were first set.
struct OrderedVariables {
    /// The variables.
    private(set) var list: [EnvironmentVariable] = []
    private var indices: [String: Int] = [:]

    /// Sets a variable in its place.
    mutating func set(_ variable: EnvironmentVariable) {
        if let index = indices[variable.name] {
            list[index].value = variable.value
        } else {
            indices[variable.name] = list.count
            list.append(variable)
        }
    }
}
