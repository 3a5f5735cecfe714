/// Why a request has no answer, or only a part of it.
public struct HTTPTransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong. New codes may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name, for example `timedOut`.
        public let description: String

        /// No connection could be made.
        public static let cannotConnect = Code(description: "cannotConnect")
        /// The TLS handshake failed.
        public static let notSecure = Code(description: "notSecure")
        /// The server's certificate is of no authority that is known, is not valid now, or names another host.
        public static let untrustedCertificate = Code(description: "untrustedCertificate")
        /// Nothing came for too long.
        public static let timedOut = Code(description: "timedOut")
        /// The connection broke.
        public static let connectionLost = Code(description: "connectionLost")
        /// The server does not speak HTTP properly.
        public static let protocolViolation = Code(description: "protocolViolation")
        /// The request cannot be sent as it is.
        public static let invalidRequest = Code(description: "invalidRequest")
    }

    /// What went wrong.
    public var code: Code
    /// Where the request went.
    public var url: HTTPURL
    /// What the transport says.
    public var message: String

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - url: Where the request went.
    ///   - message: What the transport says.
    public init(code: Code, url: HTTPURL, message: String) {
        self.code = code
        self.url = url
        self.message = message
    }

    /// Whether the same request may succeed when it is sent again.
    public var isTransient: Bool { code == .timedOut || code == .connectionLost || code == .cannotConnect }

    /// The text for people.
    public var description: String { "\(url.withoutQuery): \(message)" }
}
