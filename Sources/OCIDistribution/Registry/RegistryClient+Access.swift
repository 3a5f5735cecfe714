import OCIModel
import Synchronization
import UnikraftCore

extension RegistryClient {
    /// Whether a registry looks at logins. One that lets everybody in would take any password.
    ///
    /// - Parameters:
    ///   - credential: What the user would log in with.
    ///   - registry: The registry, which has let this client in.
    /// - Returns: Whether it does.
    /// - Throws: ``DistributionError`` with the code `unauthorized` when it refuses the credential.
    func looksAtLogins(_ credential: RegistryCredential, _ registry: RegistryName) async throws -> Bool {
        let endpoint = try await endpoint(for: registry)
        // It asked for one.
        if challenges.withLock({ $0[endpoint.base.origin] }) != nil { return true }
        guard case .password(let username, let password) = credential else { return true }
        // Some let everybody read and ask for a login later: those refuse a wrong one.
        func isRefused(_ password: String) async throws -> Bool {
            do {
                let answer = try await follow(
                    RegistryCall(.get, nil, .path("")), endpoint, TokenRequest.basic(username, password))
                _ = try? await answer.response.body.collect(upTo: 1 << 20)
                return answer.response.status == 401 || answer.response.status == 403
            } catch let error as HTTPTransportError {
                throw connectionError(error).about("\(registry)")
            }
        }
        guard try await !isRefused(password) else {
            throw DistributionError(
                .unauthorized, "the registry refuses this name and password", reference: "\(registry)")
        }
        return try await isRefused(password + "-\(UInt64.random(in: 0 ... .max))")
    }
}
