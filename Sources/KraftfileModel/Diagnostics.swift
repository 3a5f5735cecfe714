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
    /// A key stands twice in a mapping.
    public static let duplicateKey = Diagnostic.Code("duplicate-key")
    /// A value has another type than it should.
    public static let wrongType = Diagnostic.Code("wrong-type")
}
