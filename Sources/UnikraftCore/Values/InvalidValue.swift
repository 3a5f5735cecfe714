/// A text that is not what it should be: a port mapping, an address, an architecture.
public struct InvalidValue: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the text should have been, for example `port mapping`.
    public var kind: String
    /// The text as it was given.
    public var text: String
    /// What is wrong with it.
    public var reason: String
    /// What to write instead.
    public var remedy: String

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - kind: What the text should have been.
    ///   - text: The text as it was given.
    ///   - reason: What is wrong with it.
    ///   - remedy: What to write instead.
    public init(kind: String, text: String, reason: String, remedy: String) {
        self.kind = kind
        self.text = text
        self.reason = reason
        self.remedy = remedy
    }

    /// The text for people.
    public var description: String {
        "'\(text)' is not a valid \(kind): \(reason). \(remedy)"
    }
}
