import OCIModel
import UnikraftCore

extension RegistryClient {
    /// Sends a call until it has an answer that is accepted, or no more attempts are left.
    func send(_ call: RegistryCall, to registry: RegistryName) async throws -> RegistryAnswer {
        let endpoint = try await endpoint(for: registry)
        var attempt = 1
        while true {
            try Task.checkCancellation()
            do {
                let answer = try await attemptOnce(call, endpoint)
                let status = answer.response.status
                if call.accepted.contains(status) { return answer }
                let error = await RegistryFailure.error(of: answer, for: call, registry, asked: endpoint.credentialName)
                guard call.isRetried, RetryPolicy.isTransient(status),
                    try await pause(after: attempt, error, asking: registry)
                else { throw error }
            } catch let error as HTTPTransportError {
                let failure = connectionError(error).about(Self.name(registry, call.repository))
                guard call.isRetried, error.isTransient, try await pause(after: attempt, failure, asking: registry)
                else { throw failure }
            }
            attempt += 1
        }
    }

    /// Sends a call and reads the answer's body, both again when either fails.
    func fetch(_ call: RegistryCall, from registry: RegistryName, limit: Int) async throws -> (RegistryAnswer, [UInt8])
    {
        var attempt = 1
        while true {
            let answer = try await send(call, to: registry)
            do {
                guard let bytes = try await answer.response.body.collect(upTo: limit) else {
                    throw DistributionError(
                        .tooLarge, "the answer is longer than \(limit) bytes, which no proper one is",
                        reference: Self.name(registry, call.repository))
                }
                return (answer, bytes)
            } catch let error as HTTPTransportError {
                let failure = connectionError(error).about(Self.name(registry, call.repository))
                guard error.isTransient, try await pause(after: attempt, failure, asking: registry) else {
                    throw failure
                }
            }
            attempt += 1
        }
    }

    /// One attempt: at most one new token, and the redirects on the way.
    private func attemptOnce(_ call: RegistryCall, _ endpoint: RegistryEndpoint) async throws -> RegistryAnswer {
        var authorization = try await self.authorization(for: call, endpoint)
        var wasRenewed = false
        while true {
            let answer = try await follow(call, endpoint, authorization)
            guard answer.response.status == 401, answer.url.hasSameOrigin(as: endpoint.base), !wasRenewed else {
                return answer
            }
            wasRenewed = true
            guard
                let renewed = try await self.authorization(
                    answering: Challenge.parse(answer.response.headers.all("WWW-Authenticate")), call, endpoint,
                    refused: authorization)
            else { return answer }
            _ = try? await answer.response.body.collect(upTo: 1 << 20)
            authorization = renewed
        }
    }

    /// Sends a call with an authorization, along redirects.
    func follow(
        _ call: RegistryCall, _ endpoint: RegistryEndpoint, _ authorization: String?
    ) async throws -> RegistryAnswer {
        var url: HTTPURL
        switch call.target {
        case .path(let path): url = endpoint.url(call.repository, path)
        case .address(let address): url = address
        }
        for (name, value) in call.query { url.appendQuery(name, value) }
        var hops = 0
        while true {
            let isOwn = url.hasSameOrigin(as: endpoint.base)
            var headers = commonHeaders
            for field in call.headers.fields { headers.add(field.name, field.value) }
            if isOwn, let authorization { headers.add("Authorization", authorization) }
            let response = try await transport.send(
                HTTPRequest(
                    call.method, url, headers: headers, body: try await call.body(),
                    security: isOwn || url.host == endpoint.base.host ? endpoint.security : .verified))
            guard Redirect.isFollowed(response.status, call.method), !call.accepted.contains(response.status),
                let location = response.headers["Location"]
            else { return RegistryAnswer(response: response, url: url) }
            hops += 1
            guard hops <= Redirect.limit else {
                throw Redirect.refusal("the registry sends the request from place to place without an end", url)
            }
            _ = try? await response.body.collect(upTo: 1 << 16)
            url = try Redirect.target(location, from: url, endpoint)
        }
    }

    static func name(_ registry: RegistryName, _ repository: RepositoryName?) -> String {
        repository.map { "\(registry)/\($0)" } ?? "\(registry)"
    }
}
