import UnikraftCore

/// Keeps tokens until they expire, one for each realm, scope and credential. Several tasks that want the same token
/// wait for one request.
actor TokenCache {
    private struct Entry {
        var value: String
        var expiry: ContinuousClock.Instant
    }

    private var entries: [TokenRequest: Entry] = [:]
    private var pending: [TokenRequest: Task<String, any Error>] = [:]

    /// Returns a token.
    ///
    /// - Parameters:
    ///   - request: What the token is for.
    ///   - refused: A token that did not do; nil when none was tried.
    ///   - transport: Sends the request.
    func token(_ request: TokenRequest, notBeing refused: String?, over transport: any HTTPTransport) async throws
        -> String
    {
        if let entry = entries[request], entry.value != refused, entry.expiry > .now { return entry.value }
        if let task = pending[request] { return try await task.value }
        let task = Task { () async throws -> String in
            let token = try await request.send(over: transport)
            // A token is given up early, so that it does not expire on its way.
            self.keep(token.value, for: request, until: .now + token.lifetime * 0.9)
            return token.value
        }
        pending[request] = task
        defer { pending[request] = nil }
        return try await task.value
    }

    private func keep(_ value: String, for request: TokenRequest, until expiry: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        entries = entries.filter { $0.value.expiry > now }
        entries[request] = Entry(value: value, expiry: expiry)
    }
}
