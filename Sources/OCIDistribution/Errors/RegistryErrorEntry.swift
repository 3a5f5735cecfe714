/// An error as a registry tells it (distribution-spec, "Error Codes").
public struct RegistryErrorEntry: Sendable, Hashable, Decodable, CustomStringConvertible {
    /// The code, for example `MANIFEST_UNKNOWN`.
    public var code: String
    /// The text for people.
    public var message: String?

    private enum CodingKeys: String, CodingKey { case code, message }

    /// The text for people; a long one is cut and control characters are left out.
    public var description: String {
        let text = ([code] + [message].compactMap(\.self)).joined(separator: ": ")
        return String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(300)))
    }

    /// The body of an answer that tells of errors.
    struct List: Decodable {
        var errors: [RegistryErrorEntry]
    }
}
