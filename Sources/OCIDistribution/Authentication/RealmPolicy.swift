public import UnikraftCore

/// Decides where a credential may go when a registry names a token server.
///
/// A registry may name any address, and a client that believes it hands its password to whoever answers there
/// (CVE-2020-15157). A realm gets a credential only over TLS, and only when it is the registry's own host, below
/// the same registered domain, known to belong to it, or allowed by the caller.
public struct RealmPolicy: Sendable, Hashable {
    /// Hosts that may get credentials of a registry, by the registry's host.
    public var allowedHosts: [String: Set<String>]

    /// Creates a policy.
    ///
    /// - Parameter allowedHosts: More hosts that may get credentials, by the registry's host.
    public init(allowedHosts: [String: Set<String>] = [:]) {
        self.allowedHosts = allowedHosts
    }

    /// Token servers of well-known registries that are outside the registry's domain; a leading dot stands for every
    /// host below.
    private static let known: [(registry: String, realm: String)] = [
        (".scw.cloud", "api.scaleway.com"), ("nvcr.io", "authn.nvidia.com"), (".redhat.io", "sso.redhat.com"),
        (".icr.io", "iam.cloud.ibm.com"), ("icr.io", "iam.cloud.ibm.com"),
    ]

    /// Domains below which every name belongs to someone else, beside the usual country domains.
    private static let shared: Set<String> = [
        "azurecr.io", "amazonaws.com", "pkg.dev", "run.app", "web.app", "github.io", "herokuapp.com", "workers.dev",
        "pages.dev", "netlify.app", "vercel.app", "fly.dev", "ngrok.io", "cloudapp.net", "azurewebsites.net",
        "duckdns.org",
    ]

    /// Whether a credential may go to a realm.
    ///
    /// - Parameters:
    ///   - realm: The address of the token server.
    ///   - registry: The address that the registry was asked at.
    /// - Returns: Whether it may.
    public func allows(_ realm: HTTPURL, for registry: HTTPURL) -> Bool {
        if realm.hasSameOrigin(as: registry) { return true }
        if realm.scheme == .http {
            // Without TLS only on this machine, or where the registry itself was allowed to be without.
            return registry.scheme == .http && (realm.host == registry.host || realm.isLoopback && registry.isLoopback)
        }
        if realm.host == registry.host || realm.isLoopback && registry.isLoopback { return true }
        if allowedHosts[registry.host]?.contains(realm.host) == true { return true }
        if Self.known.contains(where: { Self.covers($0.registry, registry.host) && $0.realm == realm.host }) {
            return true
        }
        guard let domain = Self.registeredDomain(of: registry.host) else { return false }
        return Self.registeredDomain(of: realm.host) == domain
    }

    private static func covers(_ pattern: String, _ host: String) -> Bool {
        pattern.hasPrefix(".") ? host.hasSuffix(pattern) : host == pattern
    }

    /// The part of a host name that one registers: two labels, or three below the likes of `co.uk`. nil for an
    /// address, a single label, and a domain that many share.
    static func registeredDomain(of host: String) -> String? {
        let labels = host.split(separator: ".")
        guard labels.count >= 2, !host.hasPrefix("["), let last = labels.last, UInt(last) == nil else { return nil }
        let second = labels[labels.count - 2]
        let isCountry = last.utf8.count == 2
        let isShort =
            second.utf8.count <= 3 || ["gov", "edu", "org", "net", "com", "ac", "gob", "gouv"].contains(second)
        let count = isCountry && isShort && labels.count > 2 ? 3 : 2
        let domain = labels.suffix(count).joined(separator: ".")
        return shared.contains(where: { domain == $0 || domain.hasSuffix(".\($0)") }) ? nil : domain
    }
}

extension HTTPURL {
    /// Whether the host is this machine.
    var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]"
            || (host.hasPrefix("127.") && (try? IPv4Address(parsing: host)) != nil)
    }
}
