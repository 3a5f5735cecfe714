import UnikraftCore

/// What the parser directive `check` says: `skip=RULE,…`, `error=true`, `experimental=RULE,…` (Dockerfile
/// reference, "check").
public struct CheckOptions: Sendable, Hashable {
    /// The names of rules that are not checked.
    public var skippedRules: Set<String>
    /// Whether no rule is checked.
    public var skipsAll: Bool
    /// The names of experimental rules that are checked.
    public var experimentalRules: Set<String>
    /// Whether all experimental rules are checked.
    public var experimentalAll: Bool
    /// Whether a broken rule is an error.
    public var failsOnViolation: Bool

    /// Creates options.
    ///
    /// - Parameters:
    ///   - skippedRules: The names of rules that are not checked.
    ///   - skipsAll: Whether no rule is checked.
    ///   - experimentalRules: The names of experimental rules that are checked.
    ///   - experimentalAll: Whether all experimental rules are checked.
    ///   - failsOnViolation: Whether a broken rule is an error.
    public init(
        skippedRules: Set<String> = [], skipsAll: Bool = false, experimentalRules: Set<String> = [],
        experimentalAll: Bool = false, failsOnViolation: Bool = false
    ) {
        self.skippedRules = skippedRules
        self.skipsAll = skipsAll
        self.experimentalRules = experimentalRules
        self.experimentalAll = experimentalAll
        self.failsOnViolation = failsOnViolation
    }

    /// Reads the value of the directive.
    ///
    /// - Parameter text: Options separated by semicolons.
    /// - Throws: ``DockerfileError`` with the code `bad-directive`.
    public init(parsing text: String) throws(DockerfileError) {
        self.init()
        for option in text.split(separator: ";") {
            let halves = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { throw Self.invalid(option) }
            let names = halves[1].split(separator: ",").map { String($0.drop { $0 == " " }) }
            switch halves[0] {
            case "skip":
                if halves[1] == "all" { skipsAll = true } else { skippedRules = Set(names) }
            case "experimental":
                if halves[1] == "all" { experimentalAll = true } else { experimentalRules = Set(names) }
            case "error":
                guard let value = BooleanValue.parse(String(halves[1])) else { throw Self.invalid(option) }
                failsOnViolation = value
            default: throw Self.invalid(option)
            }
        }
    }

    /// Reads the directive from the comments above an instruction; nil when there is none, or it is malformed.
    ///
    /// - Parameter comments: The comments without their number signs.
    init?(comments: [String]) {
        for comment in comments where comment.utf8.count > 6 && comment.prefix(5).lowercased() == "check" {
            let rest = comment.dropFirst(5).drop { $0 == " " }
            guard rest.first == "=" else { continue }
            let value = rest.dropFirst().drop { $0 == " " }.prefix { $0 != " " }
            guard let options = try? CheckOptions(parsing: String(value)) else { return nil }
            self = options
            return
        }
        return nil
    }

    private static func invalid(_ option: Substring) -> DockerfileError {
        DockerfileError(
            .badDirective,
            "'\(PrintableText.of(option))' is no option of check",
            remedy: "Write skip=RULE, error=true or experimental=RULE.")
    }

    /// Whether a rule is checked.
    ///
    /// - Parameter rule: The rule.
    /// - Returns: Whether these options leave it on.
    public func includes(_ rule: CheckRule) -> Bool {
        if rule.isExperimental { return experimentalAll || experimentalRules.contains(rule.rawValue) }
        return !skipsAll && !skippedRules.contains(rule.rawValue)
    }

    /// These options with those of a comment above an instruction added.
    func merging(_ other: CheckOptions) -> CheckOptions {
        var result = self
        result.skippedRules.formUnion(other.skippedRules)
        result.skipsAll = skipsAll || other.skipsAll
        result.experimentalRules.formUnion(other.experimentalRules)
        result.experimentalAll = experimentalAll || other.experimentalAll
        return result
    }
}
