import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import UnikraftCore

/// Puts the errors of the client in our words.
enum TransportFailure {
    static func describe(_ error: any Error, url: HTTPURL) -> any Error {
        if error is CancellationError || error is HTTPTransportError { return error }
        func failure(_ code: HTTPTransportError.Code, _ message: String) -> HTTPTransportError {
            HTTPTransportError(code: code, url: url, message: message)
        }
        func failure(_ handshake: HandshakeFailure) -> HTTPTransportError {
            failure(handshake.code, handshake.message)
        }
        switch error {
        case let error as HTTPClientError:
            switch error {
            case .cancelled: return CancellationError()
            case .readTimeout, .writeTimeout, .deadlineExceeded: return failure(.timedOut, "nothing came for too long")
            case .connectTimeout, .getConnectionFromPoolTimeout:
                return failure(.timedOut, "the connection could not be made in time")
            case .tlsHandshakeTimeout: return failure(.notSecure, "the TLS handshake was not finished in time")
            case .remoteConnectionClosed: return failure(.connectionLost, "the server closed the connection")
            case .bodyLengthMismatch: return failure(.invalidRequest, "the body has not the length that was announced")
            case .proxyAuthenticationRequired:
                return failure(.cannotConnect, "the proxy wants a user name and a password")
            case .invalidProxyResponse: return failure(.cannotConnect, "the proxy did not make the connection")
            default: return failure(.protocolViolation, "\(error)")
            }
        case NIOSSLError.uncleanShutdown: return failure(.notSecure, "the server broke the TLS connection off")
        case NIOSSLError.handshakeFailed(let cause): return failure(HandshakeFailure(cause, url))
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: return failure(HandshakeFailure(error, url))
        case let error as NIOConnectionError:
            let cause = error.connectionErrors.first?.error ?? error.dnsAError
            return failure(.cannotConnect, "no connection could be made: \(describe(connecting: cause))")
        case HTTPParserError.invalidEOFState: return failure(.connectionLost, "the connection broke before the end")
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return failure(.cannotConnect, "no connection could be made: \(describe(connecting: error))")
        case let error as IOError: return failure(.connectionLost, "the connection broke: \(error)")
        case let error as ChannelError: return failure(.connectionLost, "the connection broke: \(error)")
        default: return failure(.protocolViolation, "\(error)")
        }
    }

    private static func describe(connecting error: (any Error)?) -> String {
        switch error {
        case nil, is SocketAddressError.UnknownHost: "the host has no address; check its name"
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            "nothing listens there; check the port, and whether the server runs"
        case let error?: "\(error)"
        }
    }
}
