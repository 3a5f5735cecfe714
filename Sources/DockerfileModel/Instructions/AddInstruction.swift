/// What `ADD` says. Values keep their variables until they are expanded.
public struct AddInstruction: Sendable, Hashable {
    /// The sources in order.
    public var sources: [CopySource]
    /// The destination; it ends with a slash when it is a directory.
    public var destination: String
    /// `--chown`: `user[:group]`.
    public var chown: String?
    /// `--chmod`: octal digits or a symbolic mode.
    public var chmod: String?
    /// `--link`: the layer does not depend on those below it.
    public var link: Bool
    /// `--keep-git-dir`: whether `.git` of a repository is kept; nil when not said.
    public var keepGitDirectory: Bool?
    /// `--checksum`: the digest of a remote file, or the commit of a repository.
    public var checksum: String?
    /// `--unpack`: whether archives are unpacked; nil for the default: local ones are, remote ones are not.
    public var unpack: Bool?
    /// `--exclude`: patterns of files to leave out.
    public var exclude: [String]

    /// Creates the values.
    ///
    /// - Parameters:
    ///   - sources: The sources in order.
    ///   - destination: The destination.
    ///   - chown: `user[:group]`.
    ///   - chmod: Octal digits or a symbolic mode.
    ///   - link: Whether the layer is independent of those below it.
    ///   - keepGitDirectory: Whether `.git` of a repository is kept.
    ///   - checksum: The digest of a remote file, or the commit of a repository.
    ///   - unpack: Whether archives are unpacked.
    ///   - exclude: Patterns of files to leave out.
    public init(
        sources: [CopySource], destination: String, chown: String? = nil, chmod: String? = nil, link: Bool = false,
        keepGitDirectory: Bool? = nil, checksum: String? = nil, unpack: Bool? = nil, exclude: [String] = []
    ) {
        self.sources = sources
        self.destination = destination
        self.chown = chown
        self.chmod = chmod
        self.link = link
        self.keepGitDirectory = keepGitDirectory
        self.checksum = checksum
        self.unpack = unpack
        self.exclude = exclude
    }
}
