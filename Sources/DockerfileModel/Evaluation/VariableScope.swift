/// The variables of a stage while its instructions are walked, with the way back to those of its base.
struct VariableScope {
    /// A point to go back to.
    struct Mark {
        fileprivate let changes: Int
        fileprivate let declarations: Int
    }

    /// The values by name.
    private(set) var values: [String: String] = [:]
    /// The names that `ARG` declared, with the number of times.
    private var declared: [String: Int] = [:]
    private var changes: [(name: String, old: String?)] = []
    private var declarations: [String] = []

    /// The names that were set, the latest first.
    var latestNames: some Sequence<String> { changes.lazy.reversed().map(\.name) }

    /// This point.
    var mark: Mark { Mark(changes: changes.count, declarations: declarations.count) }

    /// Sets a variable.
    mutating func set(_ name: String, _ value: String) {
        changes.append((name, values.updateValue(value, forKey: name)))
    }

    /// Declares a name that may have no value.
    mutating func declare(_ name: String) {
        declared[name, default: 0] += 1
        declarations.append(name)
    }

    /// Whether `ARG` declared a name.
    func isDeclared(_ name: String) -> Bool { declared[name] != nil }

    /// Takes back all changes since a point.
    mutating func restore(_ mark: Mark) {
        while changes.count > mark.changes, let change = changes.popLast() {
            values[change.name] = change.old
        }
        while declarations.count > mark.declarations, let name = declarations.popLast() {
            let count = declared[name] ?? 0
            declared[name] = count > 1 ? count - 1 : nil
        }
    }
}
