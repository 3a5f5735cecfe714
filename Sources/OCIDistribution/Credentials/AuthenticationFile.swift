import FoundationEssentials
import OCIModel

/// A file with credentials in the format of Docker's `config.json` and of containers' `auth.json`
/// (docker-login(1), containers-auth.json(5)).
struct AuthenticationFile: Codable {
    struct Entry: Codable {
        /// `name:password` in base 64.
        var auth: String?
        var username: String?
        var password: String?
        var identitytoken: String?
        var registrytoken: String?
    }

    var auths: [String: Entry]?
    /// Programs for registries.
    var credHelpers: [String: String]?
    /// The program for every other registry.
    var credsStore: String?
}

extension AuthenticationFile.Entry {
    init(_ credential: RegistryCredential) {
        switch credential {
        case .password(let username, let password):
            auth = Data("\(username):\(password)".utf8).base64EncodedString()
        case .identityToken(let token): identitytoken = token
        case .registryToken(let token): registrytoken = token
        }
    }

    /// The credential; nil when the entry is empty, as it is when a program keeps it.
    func credential() throws(DistributionError) -> RegistryCredential? {
        if let token = registrytoken, !token.isEmpty { return .registryToken(token) }
        if let token = identitytoken, !token.isEmpty { return .identityToken(token) }
        if let username, let password, !username.isEmpty { return .password(username: username, password: password) }
        guard let auth, !auth.isEmpty else { return nil }
        guard let bytes = Data(base64Encoded: auth), let text = String(bytes: bytes, encoding: .utf8),
            let colon = text.firstIndex(of: ":"), colon > text.startIndex
        else { throw DistributionError(.credential, "a stored credential is not a name and a password in base 64") }
        // Docker pads passwords with zero bytes at times.
        let password = text[text.index(after: colon)...].trimmingSuffix { $0 == "\0" }
        return .password(username: String(text[..<colon]), password: String(password))
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, condition(last) { rest.removeLast() }
        return rest
    }
}

/// The names under which a registry's credential may be kept, the closest first.
enum CredentialKey {
    static func candidates(_ registry: RegistryName, _ repository: RepositoryName?) -> [String] {
        var keys: [String] = []
        // containers-auth.json(5) keeps credentials also for a part of a registry.
        var parts = repository?.components.map(String.init) ?? []
        while !parts.isEmpty {
            keys.append("\(registry)/\(parts.joined(separator: "/"))")
            parts.removeLast()
        }
        keys.append(registry.credentialKey)
        for host in Set([registry.description, registry == .dockerHub ? "index.docker.io" : registry.description])
            .sorted()
        {
            keys += [host, "https://\(host)", "https://\(host)/", "https://\(host)/v1/", "https://\(host)/v2/"]
        }
        return keys
    }
}
