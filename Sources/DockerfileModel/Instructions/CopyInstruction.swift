/// What `COPY` says. Values keep their variables until they are expanded.
public struct CopyInstruction: Sendable, Hashable {
    /// The sources in order.
    public var sources: [CopySource]
    /// The destination; it ends with a slash when it is a directory.
    public var destination: String
    /// `--from`: a stage, an image or a named context; nil for the build context.
    public var from: String?
    /// `--chown`: `user[:group]`.
    public var chown: String?
    /// `--chmod`: octal digits or a symbolic mode.
    public var chmod: String?
    /// `--link`: the layer does not depend on those below it.
    public var link: Bool
    /// `--parents`: the parent directories of the sources are kept.
    public var parents: Bool
    /// `--exclude`: patterns of files to leave out.
    public var exclude: [String]

    /// Creates the values.
    ///
    /// - Parameters:
    ///   - sources: The sources in order.
    ///   - destination: The destination.
    ///   - from: A stage, an image or a named context.
    ///   - chown: `user[:group]`.
    ///   - chmod: Octal digits or a symbolic mode.
    ///   - link: Whether the layer is independent of those below it.
    ///   - parents: Whether the parent directories of the sources are kept.
    ///   - exclude: Patterns of files to leave out.
    public init(
        sources: [CopySource], destination: String, from: String? = nil, chown: String? = nil,
        chmod: String? = nil, link: Bool = false, parents: Bool = false, exclude: [String] = []
    ) {
        self.sources = sources
        self.destination = destination
        self.from = from
        self.chown = chown
        self.chmod = chmod
        self.link = link
        self.parents = parents
        self.exclude = exclude
    }
}
