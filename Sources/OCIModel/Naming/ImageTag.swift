/// A tag: a name that a repository gives to one of its manifests.
///
/// One to 128 of `A-Za-z0-9_.-`, not beginning with a dot or a dash (distribution-spec, "Pulling manifests").
public struct ImageTag: Sendable, Hashable, CustomStringConvertible {
    /// The tag as it is written.
    public let description: String

    /// Reads a tag.
    ///
    /// - Parameter text: The tag without its colon.
    /// - Throws: ``OCIModelError`` with the code `invalidTag`.
    public init(parsing text: some StringProtocol) throws(OCIModelError) {
        func invalid(_ offset: Int?, _ reason: String) -> OCIModelError {
            OCIModelError(
                code: .invalidTag, text: String(text), offset: offset, reason: reason,
                remedy:
                    "A tag is made of at most 128 letters, digits, '_', '.' and '-', and begins with a letter, a digit "
                    + "or '_'.")
        }
        guard let first = text.utf8.first else { throw invalid(nil, "the tag is empty") }
        guard NameCharacters.isAlphanumeric(first) || first == UInt8(ascii: "_") else {
            throw invalid(0, "a tag cannot begin like this")
        }
        for (offset, byte) in text.utf8.enumerated()
        where !NameCharacters.isAlphanumeric(byte) && !"_.-".utf8.contains(byte) {
            throw invalid(offset, "the character cannot be part of a tag")
        }
        guard text.utf8.count <= 128 else { throw invalid(128, "the tag is longer than 128 characters") }
        description = String(text)
    }

    private init(trusted text: String) { description = text }

    /// The tag that is meant when none is written.
    public static let latest = ImageTag(trusted: "latest")

    /// The tag under which referrers of a manifest are listed when a registry has no interface for them
    /// (distribution-spec, "Referrers Tag Schema").
    ///
    /// - Parameter subject: The digest of the manifest that is referred to.
    public init(referrersOf subject: Digest) {
        self.init(trusted: "\(subject.algorithm.rawValue)-\(subject.hex.prefix(64))")
    }
}

extension ImageTag: Comparable {
    /// Orders by the bytes of the text.
    public static func < (left: ImageTag, right: ImageTag) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
