/// A request to a server.
public struct HTTPRequest: Sendable {
    /// A method (RFC 9110, section 9).
    public struct Method: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The name in capital letters.
        public let rawValue: String

        /// Creates a method.
        ///
        /// - Parameter rawValue: The name in capital letters.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The name.
        public var description: String { rawValue }

        /// Fetch.
        public static let get = Method(rawValue: "GET")
        /// Fetch the head only.
        public static let head = Method(rawValue: "HEAD")
        /// Hand in.
        public static let post = Method(rawValue: "POST")
        /// Store.
        public static let put = Method(rawValue: "PUT")
        /// Change.
        public static let patch = Method(rawValue: "PATCH")
        /// Remove.
        public static let delete = Method(rawValue: "DELETE")
    }

    /// What is sent after the head.
    public enum Body: Sendable {
        /// Nothing.
        case none
        /// These bytes.
        case bytes([UInt8])
        /// Pieces that come one after another; nil ends them. The length is that of all.
        case stream(length: UInt64, next: @Sendable () async throws -> [UInt8]?)

        /// The number of bytes that are sent.
        public var length: UInt64 {
            switch self {
            case .none: 0
            case .bytes(let bytes): UInt64(bytes.count)
            case .stream(let length, _): length
            }
        }
    }

    /// How sure one must be of who answers.
    public struct Security: Sendable, Hashable {
        /// Whether the server's certificate is verified.
        public var verifiesCertificate: Bool
        /// Files with certificates in PEM form that are trusted beside those of the system.
        public var authorityFiles: [String]

        /// Creates a rule.
        ///
        /// - Parameters:
        ///   - verifiesCertificate: Whether the server's certificate is verified.
        ///   - authorityFiles: Files with certificates in PEM form that are trusted beside those of the system.
        public init(verifiesCertificate: Bool = true, authorityFiles: [String] = []) {
            self.verifiesCertificate = verifiesCertificate
            self.authorityFiles = authorityFiles
        }

        /// Certificates are verified against the system's authorities.
        public static let verified = Security()
        /// Whoever answers is believed.
        public static let unverified = Security(verifiesCertificate: false)
    }

    /// The method.
    public var method: Method
    /// Where it goes.
    public var url: HTTPURL
    /// The fields of the head; `Host` and `Content-Length` are added by the transport.
    public var headers: HTTPHeaders
    /// What is sent after the head.
    public var body: Body
    /// How sure one must be of who answers.
    public var security: Security

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - url: Where it goes.
    ///   - headers: The fields of the head.
    ///   - body: What is sent after the head.
    ///   - security: How sure one must be of who answers.
    public init(
        _ method: Method, _ url: HTTPURL, headers: HTTPHeaders = HTTPHeaders(), body: Body = .none,
        security: Security = .verified
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.security = security
    }
}
