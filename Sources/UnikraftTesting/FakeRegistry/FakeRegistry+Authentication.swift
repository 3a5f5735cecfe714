import UnikraftCore

extension FakeRegistry {
    /// What a token server answers; nil when the request is not for it.
    func answerAsTokenServer(_ request: HTTPRequest, body: [UInt8], _ state: inout State) -> HTTPResponse? {
        guard case .token(let realm, let username, let password) = authentication, request.url.hasSameOrigin(as: realm),
            request.url.path == realm.path
        else { return nil }
        let form = String(decoding: body, as: UTF8.self)
        var scopes = (request.url.query ?? "").split(separator: "&").filter { $0.hasPrefix("scope=") }.map {
            $0.dropFirst(6)
        }
        let isOwner: Bool
        if request.method == .post {
            isOwner = form.contains("refresh_token=\(password)") && form.contains("grant_type=refresh_token")
            guard isOwner else { return Self.error(401, "UNAUTHORIZED") }
            scopes = form.split(separator: "&").filter { $0.hasPrefix("scope=") }.map { $0.dropFirst(6) }
        } else if let given = request.headers["Authorization"] {
            isOwner = given == Self.basic(username, password)
            guard isOwner else { return Self.error(401, "UNAUTHORIZED") }
        } else {
            isOwner = false
        }
        state.counter += 1
        let token = "token-\(state.counter)"
        let granted = scopes.map {
            $0.replacing("%3A", with: ":").replacing("%2F", with: "/").replacing("%2C", with: ",")
        }
        .map { isOwner ? $0 : $0.replacing("pull,push", with: "pull").replacing("delete", with: "pull") }
        state.tokens[token] = granted.joined(separator: " ")
        let key = request.method == .post ? "access_token" : "token"
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "application/json"],
            body: HTTPResponseBody(Array(#"{"\#(key)":"\#(token)","expires_in":300}"#.utf8)))
    }

    /// Why a request is not let in; nil when it is.
    func refusal(of request: HTTPRequest, _ state: inout State) -> HTTPResponse? {
        let given = request.headers["Authorization"]
        switch authentication {
        case .none: return nil
        case .basic(let username, let password):
            if given == Self.basic(username, password) { return nil }
            return Self.error(401, "UNAUTHORIZED", headers: ["WWW-Authenticate": "Basic realm=\"fake\""])
        case .token(let realm, _, _):
            let wanted = scope(of: request)
            if let given, given.hasPrefix("Bearer "), let granted = state.tokens[String(given.dropFirst(7))],
                wanted.allSatisfy({ granted.contains($0.repository) && granted.contains($0.action) })
            {
                return nil
            }
            let scopes = wanted.map { "\($0.repository):\($0.actions)" }.joined(separator: " ")
            let scope = scopes.isEmpty ? "" : ",scope=\"\(scopes)\""
            return Self.error(
                401, "UNAUTHORIZED",
                headers: ["WWW-Authenticate": "Bearer realm=\"\(realm)\",service=\"fake\"\(scope)"])
        }
    }

    private func scope(of request: HTTPRequest) -> [(repository: String, action: String, actions: String)] {
        let parts = request.url.path.dropFirst(4).split(separator: "/")
        guard let marker = parts.lastIndex(where: { ["blobs", "manifests", "tags", "referrers"].contains($0) }) else {
            return []
        }
        let repository = "repository:" + parts[..<marker].joined(separator: "/")
        switch request.method {
        case .get, .head: return [(repository, "pull", "pull")]
        case .delete where !request.url.path.contains("/uploads/"): return [(repository, "delete", "delete")]
        default: return [(repository, "push", "pull,push")]
        }
    }

    static func basic(_ username: String, _ password: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = Array("\(username):\(password)".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return "Basic " + String(decoding: text, as: UTF8.self)
    }
}
