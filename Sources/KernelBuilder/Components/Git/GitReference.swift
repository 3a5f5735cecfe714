/// The name of a branch or tag, or a commit, checked (git-check-ref-format(1)).
public struct GitReference: Sendable, Hashable, CustomStringConvertible {
    /// The name as it was written.
    public let name: String

    /// Reads a reference.
    ///
    /// - Parameter name: A branch, a tag or a commit.
    /// - Throws: ``KernelBuildError`` for what is no name of a reference, or could be taken as an option.
    public init(parsing name: String) throws(KernelBuildError) {
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x7f && !"~^:?*[\\".unicodeScalars.contains(scalar)
        }
        guard isPlain, !name.isEmpty, !name.hasPrefix("-"), !name.hasPrefix("+"), !name.hasPrefix("/"),
            !name.hasSuffix("/"), !name.hasSuffix("."), !name.hasSuffix(".lock"), name != "@",
            !name.contains(".."), !name.contains("@{"), !name.contains("//"), name.utf8.count <= 256
        else {
            throw KernelBuildError(
                .source, subject: name, "'\(name)' is not the name of a branch, a tag or a commit",
                remedy: "Give a branch, a tag, or a commit of 40 hexadecimal digits.")
        }
        self.name = name
    }

    /// The text for people.
    public var description: String { name }

    /// Whether it is a whole commit id.
    var isCommit: Bool { name.utf8.count == 40 && name.allSatisfy(\.isHexDigit) }

    /// Whether it may be the beginning of a commit id.
    var mayBeCommit: Bool { (7...40).contains(name.utf8.count) && name.allSatisfy(\.isHexDigit) }

    /// The names to ask a server for, in order: a release is tagged `RELEASE-0.17.0` in Unikraft's own
    /// repositories, and `v0.17.0` in others.
    var candidates: [String] {
        let digits = name.hasPrefix("v") ? name.dropFirst() : name[...]
        let isRelease =
            digits.contains(".") && digits.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
        return isRelease ? [name, "RELEASE-\(digits)"] + (name.hasPrefix("v") ? [] : ["v\(name)"]) : [name]
    }
}
