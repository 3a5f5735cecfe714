import FoundationEssentials
import OCIModel
import UnikraftCore

/// Asks a token server for a token (distribution's documentation, "Token Authentication" and "OAuth2").
struct TokenRequest: Sendable, Hashable {
    var realm: HTTPURL
    var service: String?
    var scopes: [String]
    var credential: RegistryCredential?
    var security: HTTPRequest.Security

    /// A token, and how long it may be used.
    struct Token: Sendable {
        var value: String
        var lifetime: Duration
    }

    private struct Answer: Decodable {
        var token: String?
        var accessToken: String?
        var expiresIn: Double?

        enum CodingKeys: String, CodingKey {
            case token
            case accessToken = "access_token"
            case expiresIn = "expires_in"
        }
    }

    func send(over transport: any HTTPTransport) async throws -> Token {
        let response = try await transport.send(request())
        guard response.status == 200 else {
            // A redirect is not followed: it would carry the credential to a place that nobody has judged.
            let isRefusal = response.status == 401 || response.status == 403 || response.status == 400
            let isBusy = response.status == 429
            var error = DistributionError(
                isRefusal ? .unauthorized : isBusy ? .rateLimited : .unexpectedAnswer,
                isRefusal
                    ? "the token server refused the \(credential?.description ?? "anonymous request"); log in again"
                    : isBusy ? "the token server wants fewer requests" : "the token server gave no token")
            error.status = response.status
            error.retryAfter = RetryAfter.parse(response.headers["Retry-After"])
            error.url = realm.withoutQuery
            throw error
        }
        let bytes = try await response.body.collect(upTo: 1 << 20) ?? []
        let answer: Answer = try JSONDocument.decode(bytes, "token server's answer")
        guard let value = answer.token ?? answer.accessToken, !value.isEmpty,
            value.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else {
            var error = DistributionError(.unexpectedAnswer, "the token server's answer holds no token")
            error.url = realm.withoutQuery
            throw error
        }
        // 60 seconds are what the specification says when the server says nothing.
        let seconds = min(max(answer.expiresIn ?? 60, 0), 86_400)
        return Token(value: value, lifetime: .seconds(seconds.isNaN ? 60 : seconds))
    }

    private func request() -> HTTPRequest {
        if case .identityToken(let token) = credential { return exchange(token) }
        var url = realm
        if let service { url.appendQuery("service", service) }
        for scope in scopes { url.appendQuery("scope", scope) }
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if case .password(let username, let password) = credential {
            url.appendQuery("account", username)
            headers.add("Authorization", Self.basic(username, password))
        }
        return HTTPRequest(.get, url, headers: headers, security: security)
    }

    private func exchange(_ token: String) -> HTTPRequest {
        var fields = [("grant_type", "refresh_token"), ("client_id", "swift-unikraft"), ("refresh_token", token)]
        if let service { fields.append(("service", service)) }
        if !scopes.isEmpty { fields.append(("scope", scopes.joined(separator: " "))) }
        let form = fields.map { "\($0)=\(HTTPURL.percentEncoded($1))" }.joined(separator: "&")
        return HTTPRequest(
            .post, realm, headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
            body: .bytes(Array(form.utf8)), security: security)
    }

    /// The value of `Authorization` for a name and a password (RFC 7617).
    static func basic(_ username: String, _ password: String) -> String {
        "Basic " + Data("\(username):\(password)".utf8).base64EncodedString()
    }
}
