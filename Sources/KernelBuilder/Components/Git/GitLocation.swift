/// The address of a git repository, checked.
public struct GitLocation: Sendable, Hashable, CustomStringConvertible {
    /// The address as git takes it.
    public let url: String

    /// Reads an address: a URL with `https`, `ssh`, `git` or `file`, or `user@host:path`.
    ///
    /// - Parameter text: The address. `git+https://` and `git+ssh://` are taken as `https://` and `ssh://`.
    /// - Throws: ``KernelBuildError`` for any other transport, and for what git could take as an option.
    public init(parsing text: String) throws(KernelBuildError) {
        let text = text.hasPrefix("git+") ? String(text.dropFirst(4)) : text
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
        guard isPrintable, !text.hasPrefix("-"), !text.contains("::") else { throw Self.refused(text) }
        if let end = text.firstRange(of: "://") {
            guard ["https", "ssh", "git", "file"].contains(text[..<end.lowerBound]) else { throw Self.refused(text) }
            let host = text[end.upperBound...]
            guard !host.isEmpty, !host.hasPrefix("-") else { throw Self.refused(text) }
        } else {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let at = parts[0].firstIndex(of: "@"), at > text.startIndex,
                !parts[0].contains("/"), !parts[0][at...].dropFirst().hasPrefix("-"), !parts[1].hasPrefix("-")
            else { throw Self.refused(text) }
        }
        url = text
    }

    /// The text for people, without a password.
    public var description: String {
        guard let scheme = url.firstRange(of: "://"), let at = url[scheme.upperBound...].firstIndex(of: "@"),
            !url[scheme.upperBound..<at].contains("/")
        else { return url }
        return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
    }

    private static func refused(_ text: String) -> KernelBuildError {
        KernelBuildError(
            .source, subject: text, "'\(text)' is not an address of a git repository that is allowed",
            remedy: "Use https://, ssh://, git:// or file://, or user@host:path.")
    }
}
