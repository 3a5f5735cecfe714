public import OCIModel

/// Reads credentials from the environment, by the names that KraftKit uses: `KRAFTKIT_AUTH_<HOST>_USER` and
/// `KRAFTKIT_AUTH_<HOST>_TOKEN`, where every character of the host that is no letter and no digit is `_`.
public struct EnvironmentCredentials: CredentialProvider {
    private let variable: @Sendable (String) -> String?

    /// Creates a provider.
    ///
    /// - Parameter variable: The value of a variable.
    public init(variable: @escaping @Sendable (String) -> String?) {
        self.variable = variable
    }

    /// Looks a credential up.
    ///
    /// - Parameters:
    ///   - registry: The registry that will be asked.
    ///   - repository: Not used.
    /// - Returns: The credential; nil when the variables are not set.
    public func credential(for registry: RegistryName, repository: RepositoryName?) -> RegistryCredential? {
        let host = String(
            registry.description.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        guard let token = variable("KRAFTKIT_AUTH_\(host)_TOKEN"), !token.isEmpty else { return nil }
        guard let user = variable("KRAFTKIT_AUTH_\(host)_USER"), !user.isEmpty else { return .registryToken(token) }
        return .password(username: user, password: token)
    }
}

/// Asks several providers one after another.
public struct CredentialChain: CredentialProvider {
    private let providers: [any CredentialProvider]

    /// Creates a chain.
    ///
    /// - Parameter providers: The providers, those that count first in front.
    public init(_ providers: [any CredentialProvider]) {
        self.providers = providers
    }

    /// Looks a credential up.
    ///
    /// - Parameters:
    ///   - registry: The registry that will be asked.
    ///   - repository: The repository that will be asked for.
    /// - Returns: The first credential that is found.
    /// - Throws: What a provider throws.
    public func credential(for registry: RegistryName, repository: RepositoryName?) async throws -> RegistryCredential?
    {
        for provider in providers {
            if let found = try await provider.credential(for: registry, repository: repository) { return found }
        }
        return nil
    }
}
