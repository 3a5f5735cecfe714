public import OCIModel
import Synchronization
public import UnikraftCore

/// Talks to registries (OCI distribution specification 1.1).
///
/// Credentials go to the registry itself and to token servers that the ``RealmPolicy`` allows, and nowhere else:
/// not to the target of a redirect, and not to an upload address on another host. What is fetched is checked
/// against its digest.
public final class RegistryClient: Sendable {
    /// How registries are reached.
    public let configuration: RegistryConfiguration
    let transport: any HTTPTransport
    let credentials: any CredentialProvider
    let tokens = TokenCache()
    let endpoints = Mutex<[RegistryName: RegistryEndpoint]>([:])
    let challenges = Mutex<[String: Challenge]>([:])

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - transport: Sends the requests.
    ///   - credentials: Knows credentials.
    ///   - configuration: How registries are reached.
    public init(
        transport: any HTTPTransport, credentials: any CredentialProvider = NoCredentials(),
        configuration: RegistryConfiguration = RegistryConfiguration()
    ) {
        self.transport = transport
        self.credentials = credentials
        self.configuration = configuration
    }

    /// Asks whether a registry is there and lets us in.
    ///
    /// - Parameter registry: The registry.
    /// - Throws: ``DistributionError`` with the code `unauthorized` when it refuses the credential.
    public func checkAccess(to registry: RegistryName) async throws {
        let answer = try await send(RegistryCall(.get, nil, .path("")), to: registry)
        _ = try await answer.response.body.collect(upTo: 1 << 20)
    }

    /// The server that is asked for a registry. Where plain HTTP is allowed, it is used when TLS does not work.
    func endpoint(for registry: RegistryName) async throws -> RegistryEndpoint {
        if let known = endpoints.withLock({ $0[registry] }) { return known }
        var endpoint = try RegistryEndpoint(registry, configuration)
        if endpoint.mayBePlain { endpoint = try await choose(endpoint) }
        endpoints.withLock { $0[registry] = endpoint }
        return endpoint
    }

    private func choose(_ endpoint: RegistryEndpoint) async throws -> RegistryEndpoint {
        do {
            let request = HTTPRequest(.get, endpoint.url(nil, ""), headers: commonHeaders, security: endpoint.security)
            let answer = try await transport.send(request)
            _ = try? await answer.body.collect(upTo: 1 << 16)
            return endpoint
        } catch let error as HTTPTransportError {
            let plain = endpoint.plain
            let request = HTTPRequest(.get, plain.url(nil, ""), headers: commonHeaders)
            guard let answer = try? await transport.send(request), answer.status == 200 || answer.status == 401 else {
                try Task.checkCancellation()
                throw connectionError(error)
            }
            return plain
        }
    }

    var commonHeaders: HTTPHeaders { ["User-Agent": configuration.userAgent] }

    func connectionError(_ error: HTTPTransportError) -> DistributionError {
        var message = error.message
        if error.code == .untrustedCertificate {
            let host = error.url.authority
            message +=
                " ('--registries FILE', where FILE holds {\"registries\": {\"\(host)\": {\"ca\": \"PEM-FILE\"}}}), "
                + "or trust any certificate with '--insecure \(host)'"
        }
        var result = DistributionError(.connection, message)
        result.url = error.url.withoutQuery
        return result
    }
}
