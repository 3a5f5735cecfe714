/// The name of a repository within its registry, such as `library/nginx`.
///
/// Components of `a-z0-9` joined by `/`; within a component `.`, `_`, `__` and dashes may separate
/// (distribution-spec, "Pulling manifests"). No component can therefore be `..`, and the name can stand in a path.
public struct RepositoryName: Sendable, Hashable, CustomStringConvertible {
    /// The name as it is written.
    public let description: String

    /// The longest name that is accepted, in bytes; many registries allow 255 with the host's name.
    public static let maximumLength = 255

    /// Reads a name.
    ///
    /// - Parameter text: The name without registry, tag and digest.
    /// - Throws: ``OCIModelError`` with the code `invalidRepository`.
    public init(parsing text: some StringProtocol) throws(OCIModelError) {
        func invalid(_ offset: Int?, _ reason: String) -> OCIModelError {
            OCIModelError(
                code: .invalidRepository, text: String(text), offset: offset, reason: reason,
                remedy: "A repository is written in lower-case letters and digits, with '.', '_', '__' or '-' inside a "
                    + "part and '/' between parts.")
        }
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw invalid(nil, "the repository's name is empty") }
        guard bytes.count <= Self.maximumLength else { throw invalid(Self.maximumLength, "the name is too long") }
        var separator: [UInt8] = []
        var isAtStart = true
        for (offset, byte) in bytes.enumerated() {
            if NameCharacters.isLowercaseAlphanumeric(byte) {
                guard isAtStart || Self.isSeparator(separator) else { throw invalid(offset - 1, "too many separators") }
                separator = []
                isAtStart = false
            } else if byte == UInt8(ascii: "/") {
                guard !isAtStart, separator.isEmpty else { throw invalid(offset, "a part is empty or ends badly") }
                isAtStart = true
            } else if NameCharacters.isUppercase(byte) {
                throw invalid(offset, "a capital letter cannot be part of a repository's name")
            } else {
                guard !isAtStart, "._-".utf8.contains(byte) else {
                    throw invalid(offset, "the character cannot stand here")
                }
                separator.append(byte)
            }
        }
        guard !isAtStart, separator.isEmpty else { throw invalid(bytes.count - 1, "the name ends badly") }
        description = String(text)
    }

    /// The parts between the slashes; at least one.
    public var components: [Substring] { description.split(separator: "/") }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        switch bytes {
        case [], [UInt8(ascii: ".")], [UInt8(ascii: "_")], [UInt8(ascii: "_"), UInt8(ascii: "_")]: true
        default: bytes.allSatisfy { $0 == UInt8(ascii: "-") }
        }
    }
}
