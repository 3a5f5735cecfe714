public import OCIModel
public import SystemPackage
public import UnikraftCore

/// Reads credentials from files in Docker's format: from Docker's own, from containers' or from ours. The files are
/// read anew for each look-up, and never written.
public struct AuthenticationFileProvider: CredentialProvider {
    /// The files, those that count first in front. A file that is not there is passed over.
    public let paths: [FilePath]
    private let launcher: (any ProcessLauncher)?

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - paths: The files, those that count first in front.
    ///   - launcher: Starts the programs that keep credentials (`docker-credential-…`); without it they are not asked.
    public init(paths: [FilePath], launcher: (any ProcessLauncher)?) {
        self.paths = paths
        self.launcher = launcher
    }

    /// The usual files: ours, Docker's, and containers'.
    ///
    /// - Parameter variable: The value of a variable of the environment.
    /// - Returns: The files.
    public static func usualPaths(variable: (String) -> String?) -> [FilePath] {
        func path(_ name: String, _ rest: String) -> FilePath? {
            variable(name).flatMap { $0.isEmpty ? nil : FilePath($0).appending(rest) }
        }
        let docker = path("DOCKER_CONFIG", "config.json") ?? path("HOME", ".docker/config.json")
        let explicit = variable("REGISTRY_AUTH_FILE").flatMap { $0.isEmpty ? nil : FilePath($0) }
        let containers = explicit ?? path("XDG_RUNTIME_DIR", "containers/auth.json")
        let older = path("XDG_CONFIG_HOME", "containers/auth.json") ?? path("HOME", ".config/containers/auth.json")
        return [CredentialFile.usualPath(variable: variable), docker, containers, older].compactMap(\.self)
    }

    /// Looks a credential up.
    ///
    /// - Parameters:
    ///   - registry: The registry that will be asked.
    ///   - repository: The repository that will be asked for.
    /// - Returns: The credential; nil when no file has one.
    /// - Throws: ``DistributionError`` with the code `credential` when a file or a program is not as it should be.
    public func credential(for registry: RegistryName, repository: RepositoryName?) async throws -> RegistryCredential?
    {
        for path in paths {
            do {
                if let found = try await credential(in: path, registry, repository) { return found }
            } catch var error as DistributionError {
                if error.path == nil { error.path = path }
                if error.code == .invalidDocument { error.code = .credential }
                throw error
            }
        }
        return nil
    }

    private func credential(
        in path: FilePath, _ registry: RegistryName, _ repository: RepositoryName?
    ) async throws -> RegistryCredential? {
        guard let bytes = try FileContent.readIfPresent(path, limit: 4 << 20), !bytes.isEmpty else { return nil }
        let file: AuthenticationFile = try JSONDocument.decode(bytes, "file of credentials")
        let keys = CredentialKey.candidates(registry, repository)
        if let key = keys.first(where: { file.credHelpers?[$0] != nil }), let helper = file.credHelpers?[key] {
            return try await ask(helper, key)
        }
        for key in keys {
            if let found = try file.auths?[key]?.credential() { return found }
        }
        guard let store = file.credsStore, !store.isEmpty else { return nil }
        return try await ask(store, registry.credentialKey)
    }

    private func ask(_ helper: String, _ server: String) async throws -> RegistryCredential? {
        guard let launcher else { return nil }
        return try await CredentialHelper(name: helper, launcher: launcher).credential(for: server)
    }
}
