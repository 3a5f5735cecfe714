/// The address of something that is served over HTTP: scheme, host, port, path and query.
///
/// User names and fragments are not part of it. Characters that RFC 3986 does not allow are refused, so a value
/// can stand in the first line of a request.
public struct HTTPURL: Sendable, Hashable {
    /// The scheme.
    public enum Scheme: String, Sendable, Hashable {
        /// Without encryption.
        case http
        /// With TLS.
        case https

        /// The port that is meant when none is written.
        public var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// The scheme.
    public var scheme: Scheme
    /// The host in lower case; an IPv6 address is in brackets.
    public var host: String
    /// The port.
    public var port: UInt16
    /// The path; begins with a slash.
    public var path: String
    /// The query without its question mark, when there is one.
    public var query: String?

    init(scheme: Scheme, host: String, port: UInt16, path: String, query: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// Scheme, host and port: credentials never go to another origin (RFC 6454).
    public var origin: String { "\(scheme.rawValue)://\(authority)" }

    /// Whether another address has the same scheme, host and port.
    ///
    /// - Parameter other: The other address.
    /// - Returns: Whether it has.
    public func hasSameOrigin(as other: HTTPURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// The host, with the port when it is not the usual one.
    public var authority: String { port == scheme.defaultPort ? host : "\(host):\(port)" }

    /// The address without its query, which may hold a signature or a token.
    public var withoutQuery: String { origin + path }

    /// Appends a name and a value to the query.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The value; what may not stand in a query is escaped.
    public mutating func appendQuery(_ name: String, _ value: String) {
        let item = "\(Self.percentEncoded(name))=\(Self.percentEncoded(value))"
        query = query.map { $0.isEmpty ? item : "\($0)&\(item)" } ?? item
    }

    /// Escapes all but the characters that RFC 3986 calls unreserved (section 2.3).
    ///
    /// - Parameter text: The text.
    /// - Returns: The text with `%` and two digits for every other byte.
    public static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: result.append(byte)
            default: result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension HTTPURL: CustomStringConvertible {
    /// The address as it is written.
    public var description: String { origin + path + (query.map { "?\($0)" } ?? "") }
}
