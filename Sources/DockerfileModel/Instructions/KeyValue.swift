/// One assignment of `ENV` or `LABEL`.
public struct KeyValue: Sendable, Hashable {
    /// The name, with quotes and variables as written.
    public var key: String
    /// The value, with quotes and variables as written.
    public var value: String
    /// Whether it was written `name value`, without an equals sign; deprecated.
    public var isLegacy: Bool

    /// Creates an assignment.
    ///
    /// - Parameters:
    ///   - key: The name.
    ///   - value: The value.
    ///   - isLegacy: Whether it was written without an equals sign.
    public init(key: String, value: String, isLegacy: Bool = false) {
        self.key = key
        self.value = value
        self.isLegacy = isLegacy
    }
}

/// One variable that `ARG` declares.
public struct ArgumentDeclaration: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The default with quotes and variables as written; nil when there is no equals sign.
    public var defaultValue: String?
    /// The text of the comment above that begins with the name.
    public var summary: String?

    /// Creates a declaration.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - defaultValue: The default; nil when there is no equals sign.
    ///   - summary: The text of the comment above that begins with the name.
    public init(name: String, defaultValue: String? = nil, summary: String? = nil) {
        self.name = name
        self.defaultValue = defaultValue
        self.summary = summary
    }
}
