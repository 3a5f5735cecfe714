/// What is meant when a reference leaves parts of its name out.
public struct NamingDefaults: Sendable, Hashable {
    /// The registry of a name that has none.
    public var registry: RegistryName
    /// The tag of a reference that has neither tag nor digest.
    public var tag: ImageTag

    /// Creates defaults.
    ///
    /// - Parameters:
    ///   - registry: The registry of a name that has none.
    ///   - tag: The tag of a reference that has neither tag nor digest.
    public init(registry: RegistryName, tag: ImageTag = .latest) {
        self.registry = registry
        self.tag = tag
    }

    /// The defaults for unikernels, as `runtime:` of a Kraftfile and `kraft pkg` use them: `unikraft.org`, `latest`.
    public static let unikraft = NamingDefaults(registry: .unikraft)
    /// The defaults for container images, as `FROM` of a Dockerfile uses them: `docker.io`, `latest`.
    public static let dockerHub = NamingDefaults(registry: .dockerHub)
}
