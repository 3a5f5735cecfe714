public import UnikraftCore

extension Diagnostic.Code {
    /// The text is no YAML.
    public static let yamlSyntax = Diagnostic.Code("yaml-syntax")
    /// The text is not UTF-8, or holds characters that YAML does not allow.
    public static let yamlEncoding = Diagnostic.Code("yaml-encoding")
    /// The text is larger or deeper than a Kraftfile can sensibly be.
    public static let yamlLimit = Diagnostic.Code("yaml-limit")
    /// A further document in the file is not read.
    public static let yamlSecondDocument = Diagnostic.Code("yaml-second-document")
    /// There are more problems than are listed.
    public static let tooManyProblems = DiagnosticCollector.leftOut
    /// A key stands twice in a mapping.
    public static let duplicateKey = Diagnostic.Code("duplicate-key")
    /// A value has another type than it should.
    public static let wrongType = Diagnostic.Code("wrong-type")
    /// The file holds nothing.
    public static let emptyKraftfile = Diagnostic.Code("empty-kraftfile")
    /// The version of the specification is missing.
    public static let missingSpecification = Diagnostic.Code("missing-specification")
    /// The version of the specification is not known.
    public static let unsupportedSpecification = Diagnostic.Code("unsupported-specification")
    /// A key that nobody knows.
    public static let unknownKey = Diagnostic.Code("unknown-key")
    /// A key of a later version of the specification.
    public static let newerKey = Diagnostic.Code("newer-key")
    /// A key that has no effect.
    public static let ignoredKey = Diagnostic.Code("ignored-key")
    /// A key or form that should no longer be used.
    public static let deprecatedKey = Diagnostic.Code("deprecated-key")
    /// Two keys that exclude each other.
    public static let conflictingKeys = Diagnostic.Code("conflicting-keys")
    /// A key without its value, or a required key that is absent.
    public static let missingValue = Diagnostic.Code("missing-value")
    /// A value that is not allowed.
    public static let invalidValue = Diagnostic.Code("invalid-value")
    /// Text without quotes that YAML takes for a boolean or a number.
    public static let unquotedScalar = Diagnostic.Code("unquoted-scalar")
    /// A number that other tools print differently, such as `0.10`.
    public static let lostPrecision = Diagnostic.Code("lost-precision")
    /// A command of one element that is split at its white space.
    public static let splitCommand = Diagnostic.Code("split-command")
    /// A Kconfig value with a decimal point; Kconfig has no such type.
    public static let kconfigFloat = Diagnostic.Code("kconfig-float")
    /// Something stands twice in a list.
    public static let repeatedItem = Diagnostic.Code("repeated-item")
    /// The project has nothing that could be built or run.
    public static let nothingToBuild = Diagnostic.Code("nothing-to-build")
}
