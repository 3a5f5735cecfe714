import UnikraftCore

/// Rules for addresses that a registry points to.
enum Redirect {
    /// How many redirects are followed one after another.
    static let limit = 10

    /// Whether an answer sends the request elsewhere. A request with a body is repeated only where its method is kept
    /// (RFC 9110, section 15.4).
    static func isFollowed(_ status: Int, _ method: HTTPRequest.Method) -> Bool {
        switch status {
        case 307, 308: true
        case 301, 302, 303: method == .get || method == .head
        default: false
        }
    }

    /// The address that a `Location` means.
    ///
    /// - Parameters:
    ///   - location: The field, which may be relative.
    ///   - url: The address that gave the answer.
    ///   - endpoint: The registry's server.
    static func target(_ location: String, from url: HTTPURL, _ endpoint: RegistryEndpoint) throws(DistributionError)
        -> HTTPURL
    {
        let target: HTTPURL
        do {
            target = try url.resolving(location)
        } catch {
            throw refusal("the registry points to an address that is none: \(error.reason)", url)
        }
        let mayBePlain = endpoint.base.scheme == .http || !endpoint.security.verifiesCertificate
        guard target.scheme == .https || mayBePlain else {
            throw refusal("the registry points from https to plain http at \(target.host), which is not followed", url)
        }
        return target
    }

    static func refusal(_ message: String, _ url: HTTPURL) -> DistributionError {
        var error = DistributionError(.refusedRedirect, message)
        error.url = url.withoutQuery
        return error
    }
}
