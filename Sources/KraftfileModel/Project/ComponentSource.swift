/// Where a component comes from. It is told by its syntax alone; nothing is looked up.
public struct ComponentSource: Sendable, Hashable {
    /// What kind of source it is.
    public enum Kind: Sendable, Hashable {
        /// A directory or file, relative to the Kraftfile's directory unless it is absolute.
        case path
        /// An archive to download.
        case archive
        /// A git repository.
        case git
    }

    /// What kind of source it is.
    public var kind: Kind
    /// The path or the URL, without its reference.
    public var location: String
    /// The branch, tag or commit that the URL names, as `?branch=`, `?tag=`, `?version=` or `@name`.
    public var reference: String?

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - kind: What kind of source it is.
    ///   - location: The path or the URL.
    ///   - reference: The branch, tag or commit.
    public init(kind: Kind, location: String, reference: String? = nil) {
        self.kind = kind
        self.location = location
        self.reference = reference
    }

    /// Reads the value of a `source` key: a URL, an address of git over SSH, or a path.
    ///
    /// - Parameter text: The value.
    public init(parsing text: String) {
        self = Self(urlOf: text) ?? ComponentSource(kind: .path, location: Self.pathOfFileURL(text) ?? text)
    }

    /// Reads a component that is written as one text, where a text that is no source names a version.
    ///
    /// - Parameter text: The text.
    public init?(shortForm text: String) {
        if let source = Self(urlOf: text) {
            self = source
        } else if text == "." || text == ".." || text.hasPrefix("./") || text.hasPrefix("../") || text.hasPrefix("/") {
            self.init(kind: .path, location: text)
        } else if let path = Self.pathOfFileURL(text) {
            self.init(kind: .path, location: path)
        } else {
            return nil
        }
    }

    private static func pathOfFileURL(_ text: String) -> String? {
        text.hasPrefix("file://") ? String(text.dropFirst(7)) : nil
    }

    private init?(urlOf text: String) {
        if let at = text.firstIndex(of: "@"), let colon = text[at...].firstIndex(of: ":"), !text.contains("://"),
            !text[..<at].contains("/"), at > text.startIndex, text.index(after: colon) < text.endIndex
        {
            self.init(kind: .git, location: text)
            return
        }
        guard let schemeEnd = text.range(of: "://"), Self.schemes.contains(String(text[..<schemeEnd.lowerBound])) else {
            return nil
        }
        let scheme = text[..<schemeEnd.lowerBound]
        var rest = text[schemeEnd.upperBound...]
        guard let first = rest.first, first != "/", first != "?" else { return nil }
        var reference: String?
        if let mark = rest.firstIndex(of: "?") {
            for item in rest[rest.index(after: mark)...].split(separator: "&") {
                let parts = item.split(separator: "=", maxSplits: 1)
                if parts.count == 2, ["branch", "tag", "version"].contains(parts[0]) { reference = String(parts[1]) }
            }
            if reference != nil { rest = rest[..<mark] }
        }
        if reference == nil, let slash = rest.firstIndex(of: "/"), let at = rest[slash...].lastIndex(of: "@"),
            rest[rest.index(before: at)] != "/"
        {
            reference = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        let isArchive =
            !scheme.hasPrefix("git") && scheme != "ssh" && Self.archiveEndings.contains { rest.hasSuffix($0) }
        self.init(
            kind: isArchive ? .archive : .git, location: scheme + "://" + rest,
            reference: reference?.isEmpty == true ? nil : reference)
    }

    private static let schemes: Set<String> = ["http", "https", "git", "ssh", "git+ssh", "git+https"]
    private static let archiveEndings = [
        ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tar", ".zip",
    ]

    /// The component's name as the last part of the location tells it, without endings and the prefixes
    /// `lib-` and `app-`.
    public var guessedName: String {
        var name = location.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? location
        for ending in [".git"] + Self.archiveEndings where name.hasSuffix(ending) {
            name.removeLast(ending.count)
            break
        }
        for prefix in ["lib-", "app-"] where name.hasPrefix(prefix) && name.count > prefix.count {
            name.removeFirst(prefix.count)
            break
        }
        return name
    }
}

extension ComponentSource: CustomStringConvertible {
    /// The source as one text, with its reference behind `@`.
    public var description: String {
        location + (reference.map { "@\($0)" } ?? "")
    }
}

extension String {
    /// Where a text first stands in this one.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        ranges(of: text).first
    }
}
