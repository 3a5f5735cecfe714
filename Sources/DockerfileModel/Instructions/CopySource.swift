/// One source of `COPY` or `ADD`.
public enum CopySource: Sendable, Hashable {
    /// A path, a pattern or, for `ADD`, an address.
    case path(String)
    /// A file whose content is a here-document.
    case inline(Heredoc)

    /// What a path of `ADD` leads to.
    public enum Origin: Sendable, Hashable {
        /// A path in the context, the stage or the image.
        case files
        /// An HTTP or HTTPS address of a file.
        case remoteFile
        /// A Git repository.
        case repository
    }

    /// What a source leads to (Dockerfile reference, "ADD, Source").
    ///
    /// - Parameter path: The source, variables replaced.
    /// - Returns: A repository for `git@…`, `git://`, `ssh://` and web addresses whose path ends with `.git`.
    public static func origin(of path: String) -> Origin {
        let lower = path.lowercased()
        if lower.hasPrefix("git://") || lower.hasPrefix("ssh://") || lower.hasPrefix("git@") { return .repository }
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { return .files }
        let address = lower.prefix { $0 != "#" && $0 != "?" }
        return address.hasSuffix(".git") ? .repository : .remoteFile
    }
}
