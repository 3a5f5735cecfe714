import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization
public import UnikraftCore

/// Sends requests with AsyncHTTPClient, over HTTP/1.1 or HTTP/2.
///
/// Connections are kept and used again. Proxies are those of ``ProxySettings``. Call ``shutdown()`` when it is no
/// longer needed; a transport that goes without it closes its connections soon after.
public final class AsyncHTTPTransport: HTTPTransport {
    /// How long is waited for what.
    public struct Timeouts: Sendable, Hashable {
        /// For a connection to be made.
        public var connect: Duration = .seconds(15)
        /// For the next bytes of an answer.
        public var idleRead: Duration = .seconds(60)

        /// Creates the usual times.
        public init() {}
    }

    private let timeouts: Timeouts
    private let proxies: ProxySettings
    private let clients = Mutex<[HTTPURL?: HTTPClient]>([:])

    /// Creates a transport.
    ///
    /// - Parameters:
    ///   - timeouts: How long is waited for what.
    ///   - proxies: Which requests go through a proxy; the usual are those of the environment.
    public init(timeouts: Timeouts = Timeouts(), proxies: ProxySettings = .environment) {
        self.timeouts = timeouts
        self.proxies = proxies
    }

    deinit {
        let rest = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        guard !rest.isEmpty else { return }
        Task { for client in rest { try? await client.shutdown() } }
    }

    /// Closes the connections. Requests that are under way fail.
    public func shutdown() async {
        let rest = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in rest { try? await client.shutdown() }
    }

    /// Sends a request and waits for the head of the answer.
    ///
    /// - Parameter request: The request.
    /// - Returns: The answer, whatever its status is.
    /// - Throws: `HTTPTransportError` when there is no answer; `CancellationError` when the task was cancelled; what the
    ///   request's body throws.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let pieces = RequestPieces.Fault()
        do {
            let client = try client(for: proxies.proxy(for: request.url))
            let response = try await client.execute(translate(request, pieces), deadline: .distantFuture)
            var headers = HTTPHeaders()
            for (name, value) in response.headers { headers.add(name, value) }
            let body = BodyReader(response.body, url: request.url)
            return HTTPResponse(
                status: Int(response.status.code), headers: headers, body: HTTPResponseBody { try await body.next() })
        } catch {
            throw pieces.error ?? TransportFailure.describe(error, url: request.url)
        }
    }

    private func translate(_ request: HTTPRequest, _ fault: RequestPieces.Fault) throws -> HTTPClientRequest {
        var result = HTTPClientRequest(url: request.url.description)
        result.method = .init(rawValue: request.method.rawValue)
        for field in request.headers.fields { result.headers.add(name: field.name, value: field.value) }
        if request.url.scheme == .https, request.security != .verified {
            result.tlsConfiguration = try Self.tlsConfiguration(for: request.security)
        }
        switch request.body {
        case .none: break
        case .bytes(let bytes): result.body = .bytes(ByteBuffer(bytes: bytes))
        case .stream(let length, let next):
            result.body = .stream(RequestPieces(next: next, fault: fault), length: .known(Int64(clamping: length)))
        }
        return result
    }

    private static func tlsConfiguration(for security: HTTPRequest.Security) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if !security.verifiesCertificate { configuration.certificateVerification = .none }
        configuration.additionalTrustRoots = try security.authorityFiles.map { file in
            .certificates(try NIOSSLCertificate.fromPEMFile(file))
        }
        return configuration
    }

    private func client(for proxy: HTTPURL?) throws -> HTTPClient {
        clients.withLock { clients in
            if let client = clients[proxy] { return client }
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            configuration.decompression = .disabled
            // Whoever calls decides about retries; the client would try for as long as a connection may take.
            configuration.connectionPool.retryConnectionEstablishment = false
            configuration.timeout.connect = .nanoseconds(timeouts.connect.inNanoseconds)
            configuration.timeout.read = .nanoseconds(timeouts.idleRead.inNanoseconds)
            configuration.proxy = proxy.map { .server(host: $0.bareHost, port: Int($0.port)) }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[proxy] = client
            return client
        }
    }
}

extension Duration {
    fileprivate var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole + attoseconds / 1_000_000_000
    }
}

extension HTTPURL {
    /// The host without the brackets of an IPv6 address.
    fileprivate var bareHost: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }
}
