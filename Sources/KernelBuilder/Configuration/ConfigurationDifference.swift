/// A symbol that did not become what was asked for.
public struct ConfigurationDifference: Sendable, Hashable, CustomStringConvertible {
    /// Why, as far as the Kconfig tree tells.
    public enum Reason: Sendable, Hashable {
        /// No file defines the symbol. The name of a similar one may be given.
        case unknown(suggestion: String?)
        /// These conditions do not hold.
        case unmetDependencies([UnmetDependency])
        /// Another member of the same choice is on.
        case otherChoice(chosen: String, prompt: String)
        /// It cannot be set by a user; others select it.
        case notUserSettable(selectedBy: [String])
        /// It is on because these, which are on, select it.
        case selectedBy([String])
        /// The number is outside the range that holds.
        case outOfRange(low: String, high: String)
        /// The tree does not tell.
        case unexplained
    }

    /// The symbol's name without `CONFIG_`.
    public var name: String
    /// The value that was asked for.
    public var requested: ConfigurationValue
    /// Who asked.
    public var origin: ConfigurationRequest.Origin
    /// The value it has; nil when the result does not name it.
    public var result: ConfigurationValue?
    /// Why.
    public var reason: Reason

    /// The text for people, for example
    /// `CONFIG_FOO=y of the project was dropped: it depends on BAR (is n)`.
    public var description: String {
        let outcome = result.map { "became \($0)" } ?? "was dropped"
        return "CONFIG_\(name)=\(requested) of \(origin) \(outcome): \(reason)"
    }
}

extension ConfigurationDifference.Reason: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        switch self {
        case .unknown(let suggestion):
            "no such symbol is known to this core and its libraries"
                + (suggestion.map { "; perhaps CONFIG_\($0) is meant" } ?? "")
        case .unmetDependencies(let terms):
            "it depends on " + terms.map(\.description).joined(separator: " and on ")
        case .otherChoice(let chosen, let prompt): "CONFIG_\(chosen) was chosen for '\(prompt)'"
        case .notUserSettable(let names):
            names.isEmpty
                ? "it cannot be set by hand"
                : "it cannot be set by hand; it comes with \(names.joined(separator: ", "))"
        case .selectedBy(let names): "it is switched on by \(names.joined(separator: ", "))"
        case .outOfRange(let low, let high): "the value must lie between \(low) and \(high)"
        case .unexplained: "the Kconfig files do not tell why"
        }
    }
}
