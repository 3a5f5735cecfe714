import OCIModel
import Synchronization
import UnikraftCore

extension RegistryClient {
    /// What is known to be wanted, before the registry is asked. nil asks without.
    func authorization(for call: RegistryCall, _ endpoint: RegistryEndpoint) async throws -> String? {
        guard let challenge = challenges.withLock({ $0[endpoint.base.origin] }) else { return nil }
        return try await authorization(for: challenge, scopes: scopes(of: call, endpoint), call, endpoint, refused: nil)
    }

    /// Answers challenges; nil when none of them can be.
    func authorization(
        answering list: [Challenge], _ call: RegistryCall, _ endpoint: RegistryEndpoint, refused: String?
    ) async throws -> String? {
        let bearer = list.first { $0.scheme == "bearer" && $0.parameters["realm"] != nil }
        guard let challenge = bearer ?? list.first(where: { $0.scheme == "basic" }) else { return nil }
        var kept = challenge
        kept.parameters["scope"] = nil
        challenges.withLock { $0[endpoint.base.origin] = kept }
        var wanted = scopes(of: call, endpoint)
        if let scope = challenge.parameters["scope"], !scope.isEmpty {
            // The registry knows best what it wants; what we need besides is added.
            let named = scope.split(separator: " ").map(String.init)
            wanted = named + wanted.dropFirst().filter { !named.contains($0) }
        }
        let answer = try await authorization(for: challenge, scopes: wanted, call, endpoint, refused: refused)
        return answer == refused ? nil : answer
    }

    private func authorization(
        for challenge: Challenge, scopes: [String], _ call: RegistryCall, _ endpoint: RegistryEndpoint, refused: String?
    ) async throws -> String? {
        let credential = try await credentials.credential(for: endpoint.credentialName, repository: call.repository)
        if case .registryToken(let token) = credential { return "Bearer \(token)" }
        guard challenge.scheme == "bearer" else {
            guard case .password(let username, let password) = credential else { return nil }
            return TokenRequest.basic(username, password)
        }
        let request = try tokenRequest(challenge, scopes, credential, endpoint)
        let old = refused.flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
        do {
            return "Bearer " + (try await token(request, notBeing: old, for: endpoint.credentialName))
        } catch var error as DistributionError {
            if error.code == .unauthorized { error.message += " ('kraft login \(endpoint.credentialName)')" }
            throw error.about(Self.name(endpoint.credentialName, call.repository))
        }
    }

    private func token(
        _ request: TokenRequest, notBeing old: String?, for registry: RegistryName
    ) async throws -> String {
        var attempt = 1
        while true {
            do {
                return try await tokens.token(request, notBeing: old, over: transport)
            } catch let error as HTTPTransportError {
                let failure = connectionError(error)
                guard error.isTransient, try await pause(after: attempt, failure, asking: registry) else {
                    throw failure
                }
            } catch let error as DistributionError {
                guard let status = error.status, RetryPolicy.isTransient(status),
                    try await pause(after: attempt, error, asking: registry)
                else { throw error }
            }
            attempt += 1
        }
    }

    private func tokenRequest(
        _ challenge: Challenge, _ scopes: [String], _ credential: RegistryCredential?, _ endpoint: RegistryEndpoint
    ) throws(DistributionError) -> TokenRequest {
        let text = challenge.parameters["realm"] ?? ""
        let realm: HTTPURL
        do {
            realm = try endpoint.base.resolving(text)
        } catch {
            throw DistributionError(.refusedRealm, "the registry names a token server that is no address", cause: error)
        }
        let isAllowed = configuration.realmPolicy.allows(realm, for: endpoint.base)
        // Without a credential there is no secret to lose, but plain HTTP still needs permission: a token comes back.
        guard isAllowed || (credential == nil && realm.scheme == .https) else {
            var error = DistributionError(
                .refusedRealm,
                "the registry wants the credential to be sent to \(realm.host), which does not belong to it; "
                    + "if it is right, allow \(realm.host) for \(endpoint.base.host)")
            error.url = realm.withoutQuery
            throw error
        }
        let isOwnHost = realm.host == endpoint.base.host
        return TokenRequest(
            realm: realm, service: challenge.parameters["service"], scopes: scopes, credential: credential,
            security: isOwnHost ? endpoint.security : .verified)
    }

    private func scopes(of call: RegistryCall, _ endpoint: RegistryEndpoint) -> [String] {
        guard let repository = call.repository else { return [] }
        return ["repository:\(endpoint.scopeName(repository)):\(call.actions)"]
            + call.otherRepositories.map { "repository:\(endpoint.scopeName($0)):pull" }
    }
}
