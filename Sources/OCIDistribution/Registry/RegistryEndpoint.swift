import OCIModel
import UnikraftCore

/// The server that is asked for a registry, and how.
struct RegistryEndpoint: Sendable, Hashable {
    /// The server's address; the path is put before repositories.
    var base: HTTPURL
    /// How sure one must be of who answers.
    var security: HTTPRequest.Security
    /// The name under which credentials are kept.
    var credentialName: RegistryName
    /// Whether plain HTTP is tried when TLS does not work.
    var mayBePlain: Bool

    /// Finds the server for a registry.
    init(_ registry: RegistryName, _ configuration: RegistryConfiguration) throws(DistributionError) {
        do {
            if let mirror = configuration.mirrors[registry] {
                base = mirror.base
                security = HTTPRequest.Security(
                    verifiesCertificate: !mirror.isInsecure, authorityFiles: [mirror.authorityFile].compactMap(\.self))
                credentialName = try RegistryName(parsing: mirror.base.authority)
                mayBePlain = false
                guard base.scheme == .https || mirror.isInsecure || base.isLoopback else {
                    throw DistributionError(
                        .configuration,
                        "the mirror \(base) of \(registry) speaks plain HTTP; mark it insecure to allow that")
                }
                return
            }
            let isInsecure = configuration.isInsecure(registry)
            base = try HTTPURL(parsing: "https://\(registry.endpointHost)")
            security = HTTPRequest.Security(
                verifiesCertificate: !isInsecure,
                authorityFiles: [configuration.authorityFiles[registry]].compactMap(\.self))
            credentialName = registry
            mayBePlain = isInsecure || registry.isLoopback
        } catch let error as DistributionError {
            throw error
        } catch {
            throw DistributionError(.configuration, "the registry's address cannot be used", cause: error)
        }
    }

    /// The same server without TLS.
    var plain: RegistryEndpoint {
        var endpoint = self
        let hadPort = credentialName.port != nil
        endpoint.base.scheme = .http
        // Without a port plain HTTP is on port 80, not on 443.
        if !hadPort { endpoint.base.port = HTTPURL.Scheme.http.defaultPort }
        endpoint.mayBePlain = false
        return endpoint
    }

    /// The address of something in a repository.
    func url(_ repository: RepositoryName?, _ path: String) -> HTTPURL {
        var url = base
        var prefix = base.path
        while prefix.hasSuffix("/") { prefix.removeLast() }
        url.path = "/v2\(prefix)/" + (repository.map { "\($0)/\(path)" } ?? path)
        return url
    }

    /// A repository's name as the server knows it, for the scope of a token.
    func scopeName(_ repository: RepositoryName) -> String {
        let prefix = base.path.split(separator: "/").joined(separator: "/")
        return prefix.isEmpty ? "\(repository)" : "\(prefix)/\(repository)"
    }
}
