/// A text or a document that is not what the image specification allows.
public struct OCIModelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of value was wrong. New kinds may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The kind's name, for example `invalidDigest`.
        public let description: String

        /// The text is not a digest.
        public static let invalidDigest = Code(description: "invalidDigest")
        /// The text is not an image reference.
        public static let invalidReference = Code(description: "invalidReference")
        /// The text does not name a registry.
        public static let invalidRegistry = Code(description: "invalidRegistry")
        /// The text does not name a repository.
        public static let invalidRepository = Code(description: "invalidRepository")
        /// The text is not a tag.
        public static let invalidTag = Code(description: "invalidTag")
        /// The document contradicts itself or the specification.
        public static let invalidDocument = Code(description: "invalidDocument")
        /// The document is of a format that is no longer, or not yet, supported.
        public static let unsupportedDocument = Code(description: "unsupportedDocument")
    }

    /// What kind of value was wrong.
    public var code: Code
    /// The text as it was given, or the name of the field.
    public var text: String
    /// The byte of the text at which it goes wrong, from 0; nil when the whole is meant.
    public var offset: Int?
    /// What is wrong.
    public var reason: String
    /// What to write or to do instead.
    public var remedy: String

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: What kind of value was wrong.
    ///   - text: The text as it was given, or the name of the field.
    ///   - offset: The byte of the text at which it goes wrong, from 0.
    ///   - reason: What is wrong.
    ///   - remedy: What to write or to do instead.
    public init(code: Code, text: String, offset: Int? = nil, reason: String, remedy: String) {
        self.code = code
        self.text = text
        self.offset = offset
        self.reason = reason
        self.remedy = remedy
    }

    /// The text for people; control characters are shown as dots and a long text is cut.
    public var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return "'\(Self.printable(text))'\(place): \(reason). \(remedy)"
    }

    private static func printable(_ text: String) -> String {
        let shown = String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(200).map { $0.value < 32 || $0.value == 127 ? "." : $0 }))
        return shown.utf8.count < text.utf8.count ? shown + "…" : shown
    }
}
