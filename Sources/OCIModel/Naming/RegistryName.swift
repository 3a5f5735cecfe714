/// The name of a registry: a host, and a port when it is not the usual one.
///
/// It is part of an image's name. Which server is asked for it may differ: see ``endpointHost`` and the
/// mirror table of the registry client.
public struct RegistryName: Sendable, Hashable {
    /// The host in lower case; an IPv6 address is in brackets.
    public let host: String
    /// The port, when one is written.
    public let port: UInt16?

    /// Reads `host`, `host:port` or `[address]:port`.
    ///
    /// - Parameter text: The name, without scheme and path.
    /// - Throws: ``OCIModelError`` with the code `invalidRegistry`.
    public init(parsing text: some StringProtocol) throws(OCIModelError) {
        func invalid(_ reason: String) -> OCIModelError {
            OCIModelError(
                code: .invalidRegistry, text: String(text), reason: reason,
                remedy:
                    "A registry is written as a host name with an optional port, for example registry.example:5000, "
                    + "without https:// and path.")
        }
        if let mark = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
            let isScheme = text[..<mark].hasSuffix(":") && text[mark...].hasPrefix("//")
            throw invalid(
                isScheme
                    ? "'\(text[..<mark].prefix(20))//' is a scheme, which does not belong there"
                    : "'\(text[mark...].prefix(100))' is a path, which does not belong there")
        }
        guard text.utf8.count <= 261 else { throw invalid("the name is too long") }
        let host: Substring
        let rest: Substring
        let whole = Substring(text)
        if whole.utf8.first == UInt8(ascii: "[") {
            guard let end = whole.utf8.firstIndex(of: UInt8(ascii: "]")) else { throw invalid("the ']' is missing") }
            host = whole[...end]
            rest = whole[whole.utf8.index(after: end)...]
            let address = host.dropFirst().dropLast()
            guard address.utf8.count >= 2, address.utf8.contains(UInt8(ascii: ":")),
                address.utf8.allSatisfy({
                    NameCharacters.isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
                })
            else { throw invalid("what is in brackets is no IPv6 address") }
        } else {
            let end = whole.utf8.firstIndex(of: UInt8(ascii: ":")) ?? whole.endIndex
            host = whole[..<end]
            rest = whole[end...]
            for label in host.split(separator: ".", omittingEmptySubsequences: false) {
                guard let first = label.utf8.first, let last = label.utf8.last, label.utf8.count <= 63,
                    NameCharacters.isAlphanumeric(first), NameCharacters.isAlphanumeric(last),
                    label.utf8.allSatisfy({ NameCharacters.isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
                else { throw invalid("'\(host.prefix(100))' is no host name") }
            }
        }
        if rest.isEmpty {
            port = nil
        } else {
            let digits = rest.dropFirst()
            guard rest.utf8.first == UInt8(ascii: ":"), digits.utf8.allSatisfy(NameCharacters.isDigit),
                let number = UInt16(digits), number > 0
            else { throw invalid("the port is no number from 1 to 65535") }
            port = number
        }
        let lowercased = host.lowercased()
        // Docker's client writes its own registry in these three ways.
        let isHub = port == nil && ["index.docker.io", "registry-1.docker.io"].contains(lowercased)
        self.host = isHub ? "docker.io" : lowercased
    }

    private init(trustedHost host: String) {
        self.host = host
        port = nil
    }

    /// Docker Hub.
    public static let dockerHub = RegistryName(trustedHost: "docker.io")
    /// Unikraft's own registry.
    public static let unikraft = RegistryName(trustedHost: "unikraft.org")

    /// The host and port that serve the registry's interface: Docker Hub has another host for it.
    public var endpointHost: String { self == .dockerHub ? "registry-1.docker.io" : description }

    /// The name under which Docker's configuration keeps the credential: Docker Hub's is a URL of old.
    public var credentialKey: String { self == .dockerHub ? "https://index.docker.io/v1/" : description }

    /// Whether the host is this machine: `localhost`, a name below it, 127.0.0.0/8 or `[::1]`.
    public var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.first == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}

extension RegistryName: CustomStringConvertible {
    /// The name as it is written.
    public var description: String { port.map { "\(host):\($0)" } ?? host }
}
