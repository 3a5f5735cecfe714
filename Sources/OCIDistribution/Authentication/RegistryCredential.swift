public import OCIModel

/// What proves who asks.
public enum RegistryCredential: Sendable, Hashable {
    /// A name and a password, or a token that stands for a password.
    case password(username: String, password: String)
    /// A token that the token server takes in exchange for another (OAuth 2, `refresh_token`).
    case identityToken(String)
    /// A token that the registry takes as it is.
    case registryToken(String)
}

extension RegistryCredential: CustomStringConvertible {
    /// The kind of credential, without the secret.
    public var description: String {
        switch self {
        case .password(let username, _): "password of '\(username)'"
        case .identityToken: "identity token"
        case .registryToken: "registry token"
        }
    }
}

/// Knows credentials for registries.
public protocol CredentialProvider: Sendable {
    /// Looks a credential up.
    ///
    /// - Parameters:
    ///   - registry: The registry that will be asked, which a mirror may have put in place of another.
    ///   - repository: The repository that will be asked for; some files keep credentials for a part of a registry.
    /// - Returns: The credential; nil when there is none and the registry is asked without.
    /// - Throws: ``DistributionError`` with the code `credential` when one is there and cannot be read.
    func credential(for registry: RegistryName, repository: RepositoryName?) async throws -> RegistryCredential?
}

/// Knows no credential.
public struct NoCredentials: CredentialProvider {
    /// Creates the provider.
    public init() {}

    /// Finds nothing.
    ///
    /// - Parameters:
    ///   - registry: Not used.
    ///   - repository: Not used.
    /// - Returns: nil.
    public func credential(for registry: RegistryName, repository: RepositoryName?) -> RegistryCredential? { nil }
}

/// One credential for one registry.
public struct FixedCredential: CredentialProvider {
    private let registry: RegistryName
    private let credential: RegistryCredential

    /// Creates the provider.
    ///
    /// - Parameters:
    ///   - credential: The credential.
    ///   - registry: The registry it is for; no other gets it.
    public init(_ credential: RegistryCredential, for registry: RegistryName) {
        self.credential = credential
        self.registry = registry
    }

    /// The credential, when the registry is the right one.
    ///
    /// - Parameters:
    ///   - registry: The registry that will be asked.
    ///   - repository: Not used.
    /// - Returns: The credential or nil.
    public func credential(for registry: RegistryName, repository: RepositoryName?) -> RegistryCredential? {
        registry == self.registry ? credential : nil
    }
}
