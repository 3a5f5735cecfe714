public import SystemPackage

/// Where a component comes from.
public enum ComponentOrigin: Sendable, Hashable {
    /// A directory of this host. It is used in place and never changed.
    case directory(FilePath)
    /// A git repository, at a branch, tag or commit; nil is its default branch.
    case git(GitLocation, GitReference?)
    /// An archive, local or to be downloaded, with the checksum that it must have, if one is known.
    case archive(String, sha256: String?)
    /// The component index, by the component's name and a channel or version.
    case index(version: String)

    /// The source as the lock file names it.
    var source: String {
        switch self {
        case .directory(let path): path.string
        case .git(let location, _): location.url
        case .archive(let location, _): location
        case .index: "index"
        }
    }

    /// The reference as the lock file names it; nil when there is none.
    var reference: String? {
        switch self {
        case .git(_, let reference): reference?.name
        case .index(let version): version
        case .directory, .archive: nil
        }
    }
}

/// A component that a kernel needs.
public struct ComponentRequest: Sendable, Hashable {
    /// Which part it is.
    public var key: ComponentKey
    /// Where it comes from.
    public var origin: ComponentOrigin

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - key: Which part it is.
    ///   - origin: Where it comes from.
    public init(_ key: ComponentKey, from origin: ComponentOrigin) {
        self.key = key
        self.origin = origin
    }
}
