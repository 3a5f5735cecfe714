public import OCIModel
public import SystemPackage
import SystemSupport

/// Our own file of credentials, in Docker's format, for its owner's eyes only (mode 0600). Docker's files are never
/// written.
public struct CredentialFile: Sendable {
    /// The file.
    public let path: FilePath

    /// Names the file.
    ///
    /// - Parameter path: The file; it need not be there.
    public init(path: FilePath) {
        self.path = path
    }

    /// The usual place: `swift-unikraft/auth.json` below `$XDG_CONFIG_HOME`, or `~/.config`.
    ///
    /// - Parameter variable: The value of a variable of the environment.
    /// - Returns: The file; nil when the environment names no home.
    public static func usualPath(variable: (String) -> String?) -> FilePath? {
        let configuration = variable("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
        let home = variable("HOME").flatMap { $0.isEmpty ? nil : FilePath($0).appending(".config") }
        return (configuration ?? home)?.appending("swift-unikraft/auth.json")
    }

    /// Keeps a credential, after a registry has taken it. One that a registry does not even look at is not kept.
    ///
    /// - Parameters:
    ///   - credential: The credential.
    ///   - registry: The registry.
    ///   - client: Makes a client that uses the credential; it is asked for the registry's interface first. nil keeps
    ///     the credential unseen.
    /// - Returns: Whether it was kept; false when the registry asks nobody for a login.
    /// - Throws: ``DistributionError`` with the code `unauthorized` when the registry refuses the credential.
    @discardableResult
    public func logIn(
        _ credential: RegistryCredential, to registry: RegistryName, verifyingWith client: RegistryClient?
    ) async throws -> Bool {
        if let client {
            try await client.checkAccess(to: registry)
            guard try await client.looksAtLogins(credential, registry) else { return false }
        }
        _ = try await change { $0[registry.credentialKey] = AuthenticationFile.Entry(credential) }
        return true
    }

    /// Forgets a credential.
    ///
    /// - Parameter registry: The registry.
    /// - Returns: Whether there was one.
    /// - Throws: ``DistributionError``.
    public func logOut(of registry: RegistryName) async throws -> Bool {
        guard FileContent.exists(path) else { return false }
        return try await change { entries in
            let keys = CredentialKey.candidates(registry, nil).filter { entries[$0] != nil }
            for key in keys { entries[key] = nil }
            return !keys.isEmpty
        }
    }

    private func change<Result>(_ body: (inout [String: AuthenticationFile.Entry]) -> Result) async throws -> Result {
        let parent = path.removingLastComponent()
        try storage(parent) { () throws(SystemCallError) in try makeDirectories(parent, mode: 0o700) }
        let lock = try await StoreLock.take(parent.appending("auth.json.lock"), .exclusive)
        defer { withExtendedLifetime(lock) {} }
        let output = SecretFile(path: path)
        output.removeLeftovers()
        var file = AuthenticationFile()
        if let bytes = try FileContent.readIfPresent(path, limit: 4 << 20), !bytes.isEmpty {
            file = try JSONDocument.decode(bytes, "file of credentials")
        }
        var entries = file.auths ?? [:]
        let result = body(&entries)
        file.auths = entries
        try output.write(try JSONDocument.encode(file))
        return result
    }
}
