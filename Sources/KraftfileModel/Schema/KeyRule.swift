/// A key that a mapping of a Kraftfile may have.
struct KeyRule: Sendable {
    /// What becomes of the key's value.
    enum Effect: Sendable {
        /// It is read.
        case read
        /// It is known and has no effect; the text says why or what to use.
        case ignored(String)
        /// It is read and should no longer be used; the text says what to use.
        case deprecated(String)
    }

    /// The name.
    var name: String
    /// Other names for the same.
    var aliases: [String] = []
    /// The versions that define it.
    var versions: ClosedRange<SpecificationVersion> = .v05 ... .v07
    /// What becomes of its value, by version.
    var effect: @Sendable (SpecificationVersion) -> Effect = { _ in .read }
    /// The name of the schema of its value.
    var schema: String
    /// What it means, for editors.
    var summary: String

    /// The name and the aliases.
    var names: [String] { [name] + aliases }
}

/// The keys of one kind of mapping.
struct KeyTable: Sendable {
    /// What the mapping is, for messages, with its article.
    var subject: String
    /// The name of the mapping's schema.
    var schema: String
    /// Its keys.
    var rules: [KeyRule]
    /// Whether keys that begin with `x-` are allowed up to v0.6.
    var allowsExtensions = true

    /// The rule of a name or alias.
    func rule(named name: String) -> KeyRule? {
        rules.first { $0.name == name || $0.aliases.contains(name) }
    }
}
