public import OCIModel
public import UnikraftCore

/// How registries are reached.
public struct RegistryConfiguration: Sendable {
    /// Another server that is asked in place of a registry. Names of images stay as they are.
    public struct Mirror: Sendable, Hashable {
        /// The server. A path is put before the repository: `https://cache.example/hub` with `library/nginx` gives
        /// `https://cache.example/v2/hub/library/nginx/…`.
        public var base: HTTPURL
        /// A file with certificates in PEM form that are trusted beside those of the system.
        public var authorityFile: String?
        /// Whether its certificate is not verified.
        public var isInsecure: Bool

        /// Creates a mirror.
        ///
        /// - Parameters:
        ///   - base: The server.
        ///   - authorityFile: A file with certificates that are trusted beside those of the system.
        ///   - isInsecure: Whether its certificate is not verified.
        public init(base: HTTPURL, authorityFile: String? = nil, isInsecure: Bool = false) {
            self.base = base
            self.authorityFile = authorityFile
            self.isInsecure = isInsecure
        }
    }

    /// Servers that are asked in place of registries.
    public var mirrors: [RegistryName: Mirror] = [:]
    /// Registries whose certificate is not verified, and that may speak plain HTTP. A name without a port stands for
    /// every port of the host.
    public var insecureRegistries: Set<RegistryName> = []
    /// Files with certificates in PEM form that are trusted for a registry beside those of the system.
    public var authorityFiles: [RegistryName: String] = [:]
    /// Where credentials may go.
    public var realmPolicy = RealmPolicy()
    /// How often requests are sent again.
    public var retryPolicy = RetryPolicy()
    /// Is warned, under the registry's name, before each pause after which a registry is asked again.
    public var progress: any ProgressReporter = SilentProgress()
    /// The length of a part of an upload in bytes; nil sends a blob in one part.
    public var uploadChunkSize: UInt64?
    /// How the client calls itself.
    public var userAgent = "swift-unikraft"

    /// Creates the usual configuration.
    public init() {}

    /// Whether a registry is among the insecure ones.
    func isInsecure(_ registry: RegistryName) -> Bool {
        if insecureRegistries.contains(registry) { return true }
        guard registry.port != nil, let host = try? RegistryName(parsing: registry.host) else { return false }
        return insecureRegistries.contains(host)
    }
}
