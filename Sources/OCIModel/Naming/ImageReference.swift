/// The name of an image: registry, repository, and a tag, a digest or both.
///
/// When there are both, the digest says which content is meant, and the tag is kept as part of the name.
public struct ImageReference: Sendable, Hashable {
    /// The registry. It is part of the name, whichever server is asked.
    public let registry: RegistryName
    /// The repository within the registry.
    public let repository: RepositoryName
    /// The tag; nil when the reference has only a digest.
    public let tag: ImageTag?
    /// The digest, when one is written.
    public let digest: Digest?

    /// Creates a reference from its parts.
    ///
    /// - Parameters:
    ///   - registry: The registry.
    ///   - repository: The repository.
    ///   - tag: The tag.
    public init(registry: RegistryName, repository: RepositoryName, tag: ImageTag) {
        self.init(registry: registry, repository: repository, tag: tag, digest: nil)
    }

    /// Creates a reference from its parts.
    ///
    /// - Parameters:
    ///   - registry: The registry.
    ///   - repository: The repository.
    ///   - digest: The digest.
    public init(registry: RegistryName, repository: RepositoryName, digest: Digest) {
        self.init(registry: registry, repository: repository, tag: nil, digest: digest)
    }

    init(registry: RegistryName, repository: RepositoryName, tag: ImageTag?, digest: Digest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// The same image by digest: `registry/repository@digest`.
    ///
    /// - Parameter digest: The digest of its manifest.
    /// - Returns: A reference that keeps the tag.
    public func pinned(to digest: Digest) -> ImageReference {
        ImageReference(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    /// The repository with its registry: `docker.io/library/nginx`.
    public var name: String { "\(registry)/\(repository)" }

    /// What is asked of the registry: the digest, else the tag.
    public var identifier: String { digest?.description ?? tag?.description ?? ImageTag.latest.description }

    /// The reference without the parts that the defaults add again.
    ///
    /// - Parameter defaults: What may be left out.
    /// - Returns: For example `nginx:1.25` for `docker.io/library/nginx:1.25`.
    public func abbreviated(with defaults: NamingDefaults) -> String {
        var text = "\(repository)"
        if registry != defaults.registry {
            text = name
        } else if registry == .dockerHub, text.hasPrefix("library/"), repository.components.count == 2 {
            text = String(text.dropFirst("library/".count))
        }
        if let tag, tag != defaults.tag || digest != nil { text += ":\(tag)" }
        if let digest { text += "@\(digest)" }
        return text
    }
}

extension ImageReference: CustomStringConvertible {
    /// The whole reference: `registry/repository:tag@digest`, without the parts it does not have.
    public var description: String {
        name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}

extension ImageReference: Comparable {
    /// Orders by the bytes of the text.
    public static func < (left: ImageReference, right: ImageReference) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
