import Glibc
public import UnikraftCore

/// Which requests go through a proxy, by the variables that most programs honour: `http_proxy`, `https_proxy`,
/// `all_proxy` and `no_proxy`, in small or capital letters.
public struct ProxySettings: Sendable, Hashable {
    /// The proxy for addresses with `http://`.
    public var http: HTTPURL?
    /// The proxy for addresses with `https://`.
    public var https: HTTPURL?
    /// Hosts that are asked directly: names with all names below them, addresses, address ranges such as
    /// `10.0.0.0/8`, each with an optional port; `*` is every host.
    public var exceptions: [String]

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - http: The proxy for addresses with `http://`.
    ///   - https: The proxy for addresses with `https://`.
    ///   - exceptions: Hosts that are asked directly.
    public init(http: HTTPURL? = nil, https: HTTPURL? = nil, exceptions: [String] = []) {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }

    /// No proxy at all.
    public static let none = ProxySettings()

    /// The settings of this process's environment.
    public static var environment: ProxySettings {
        ProxySettings { name in unsafe getenv(name).map { unsafe String(cString: $0) } }
    }

    /// Reads settings from variables.
    ///
    /// `HTTP_PROXY` in capital letters is not read when `REQUEST_METHOD` is set: a web server would then have
    /// made it from a header of a request.
    ///
    /// - Parameter variable: The value of a variable.
    public init(variable: (String) -> String?) {
        func value(_ name: String) -> String? {
            let isCGI = name == "http_proxy" && variable("REQUEST_METHOD") != nil
            return [variable(name), isCGI ? nil : variable(name.uppercased())].compactMap(\.self).first { !$0.isEmpty }
        }
        func proxy(_ name: String) -> HTTPURL? {
            guard let text = value(name) ?? value("all_proxy") else { return nil }
            return try? HTTPURL(parsing: text.contains("://") ? text : "http://\(text)")
        }
        http = proxy("http_proxy")
        https = proxy("https_proxy")
        exceptions = (value("no_proxy") ?? "").split { $0 == "," || $0 == " " }.map(String.init)
    }

    /// The proxy for a request. This machine itself is never asked through one.
    ///
    /// - Parameter url: Where the request goes.
    /// - Returns: The proxy, or nil when the server is asked directly.
    public func proxy(for url: HTTPURL) -> HTTPURL? {
        guard let proxy = url.scheme == .http ? http : https, !Self.isLoopback(url.host),
            !exceptions.contains(where: { Self.covers($0.lowercased(), url) })
        else { return nil }
        return proxy
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]"
            || (host.hasPrefix("127.") && (try? IPv4Address(parsing: host)) != nil)
    }

    private static func covers(_ exception: String, _ url: HTTPURL) -> Bool {
        if exception == "*" { return true }
        if exception.contains("/"), let network = try? IPv4Network(parsing: exception),
            let address = try? IPv4Address(parsing: url.host)
        {
            return network.contains(address)
        }
        var name = Substring(exception)
        if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]"),
            let port = UInt16(name[name.index(after: colon)...])
        {
            guard port == url.port else { return false }
            name = name[..<colon]
        }
        let suffix = name.hasPrefix("*.") ? name.dropFirst(2) : name.hasPrefix(".") ? name.dropFirst() : name
        return url.host == suffix || url.host == "[\(suffix)]" || url.host.hasSuffix(".\(suffix)")
    }
}
