import NIOSSL
import UnikraftCore

/// Says why a TLS handshake failed. BoringSSL's own texts name source files of the machine that built it.
struct HandshakeFailure {
    let code: HTTPTransportError.Code
    let message: String

    /// Describes the cause of a failed handshake.
    init(_ cause: any Error, _ url: HTTPURL) {
        let text = "\(cause)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            self.init(
                .untrustedCertificate,
                "the certificate of \(url.authority) is not trusted, or not valid; name the authority that signed it")
        } else if text.contains("failedToValidateHostname") {
            self.init(
                .untrustedCertificate,
                "the certificate of \(url.authority) is for another host; use the name that it was made for")
        } else if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            self.init(
                .notSecure,
                "\(url.authority) does not speak TLS; check the port, and if it speaks plain HTTP, allow that for this host"
            )
        } else {
            self.init(.notSecure, "the TLS handshake with \(url.authority) failed\(Self.reason(text))")
        }
    }

    private init(_ code: HTTPTransportError.Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What OpenSSL calls the fault, as in `…:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION at …`.
    private static func reason(_ text: String) -> String {
        let mark = "OPENSSL_internal:"
        guard let start = text.ranges(of: mark).first?.upperBound else { return "" }
        return ": \(text[start...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })"
    }
}
