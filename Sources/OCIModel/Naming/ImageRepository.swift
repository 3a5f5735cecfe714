/// A repository with the registry it is in.
public struct ImageRepository: Sendable, Hashable, CustomStringConvertible {
    /// The registry.
    public let registry: RegistryName
    /// The repository within the registry.
    public let name: RepositoryName

    /// Creates the pair.
    ///
    /// - Parameters:
    ///   - registry: The registry.
    ///   - name: The repository within the registry.
    public init(registry: RegistryName, name: RepositoryName) {
        self.registry = registry
        self.name = name
    }

    /// Both with a slash between them.
    public var description: String { "\(registry)/\(name)" }
}

extension ImageReference {
    /// The repository that the reference is in.
    public var location: ImageRepository { ImageRepository(registry: registry, name: repository) }
}
