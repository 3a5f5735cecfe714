import Synchronization
public import UnikraftCore

/// A registry without a network: it answers requests from memory, keeps what is pushed, and misbehaves when told to.
///
/// Every host name reaches the same registry, so that mirrors and redirects to other hosts can be tried; the
/// requests that came are in ``requests``.
public final class FakeRegistry: HTTPTransport {
    /// Who may do what.
    public enum Authentication: Sendable {
        /// Everyone may do everything.
        case none
        /// Name and password with each request.
        case basic(username: String, password: String)
        /// A token of the token server at this address. Without a name and a password it gives a token for pulling.
        case token(realm: HTTPURL, username: String, password: String)
    }

    struct Upload {
        var repository: String
        var bytes: [UInt8] = []
    }

    struct State {
        var blobs: [String: [UInt8]] = [:]
        var blobRepositories: [String: Set<String>] = [:]
        var manifests: [String: (type: String, bytes: [UInt8])] = [:]
        var tags: [String: String] = [:]
        var uploads: [String: Upload] = [:]
        var tokens: [String: String] = [:]
        var counter = 0
        var faults: [FakeRegistryFault.Rule] = []
        var requests: [HTTPRequest] = []
    }

    /// Who may do what.
    public let authentication: Authentication
    /// Whether the registry lists what refers to a manifest; older ones do not.
    public let supportsReferrers: Bool
    /// The largest page of tags.
    public let pageSize: Int
    let state = Mutex(State())

    /// Creates an empty registry.
    ///
    /// - Parameters:
    ///   - authentication: Who may do what.
    ///   - supportsReferrers: Whether the registry lists what refers to a manifest.
    ///   - pageSize: The largest page of tags.
    public init(authentication: Authentication = .none, supportsReferrers: Bool = true, pageSize: Int = 100) {
        self.authentication = authentication
        self.supportsReferrers = supportsReferrers
        self.pageSize = pageSize
    }

    /// The requests that came, in order.
    public var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// Each request as `METHOD path`, in order.
    public var log: [String] { requests.map { "\($0.method) \($0.url.path)" } }

    /// Keeps a blob.
    ///
    /// - Parameters:
    ///   - bytes: The blob.
    ///   - repository: The repository it belongs to.
    /// - Returns: Its digest as text.
    @discardableResult
    public func store(blob bytes: [UInt8], in repository: String) -> String {
        let digest = FakeDigest.sha256(bytes)
        state.withLock { state in
            state.blobs[digest] = bytes
            state.blobRepositories[digest, default: []].insert(repository)
        }
        return digest
    }

    /// Keeps a manifest.
    ///
    /// - Parameters:
    ///   - bytes: The manifest.
    ///   - type: Its media type.
    ///   - repository: The repository it belongs to.
    ///   - tag: A tag for it.
    /// - Returns: Its digest as text.
    @discardableResult
    public func store(manifest bytes: [UInt8], type: String, in repository: String, tag: String? = nil) -> String {
        let digest = FakeDigest.sha256(bytes)
        state.withLock { state in
            state.manifests["\(repository)@\(digest)"] = (type, bytes)
            if let tag { state.tags["\(repository):\(tag)"] = digest }
        }
        return digest
    }

    /// A blob that was pushed or stored; nil when there is none.
    ///
    /// - Parameter digest: Its digest as text.
    /// - Returns: The blob.
    public func blob(_ digest: String) -> [UInt8]? {
        state.withLock { $0.blobs[digest] }
    }

    /// The manifest with a tag or digest; nil when there is none.
    ///
    /// - Parameters:
    ///   - identifier: A tag or a digest.
    ///   - repository: The repository.
    /// - Returns: The manifest and its media type.
    public func manifest(_ identifier: String, in repository: String) -> (type: String, bytes: [UInt8])? {
        state.withLock { $0.manifest(identifier, in: repository) }
    }

    /// Makes the registry misbehave.
    ///
    /// - Parameters:
    ///   - fault: What it does.
    ///   - times: How often.
    ///   - condition: For which requests.
    public func inject(
        _ fault: FakeRegistryFault, times: Int = 1, when condition: @escaping @Sendable (HTTPRequest) -> Bool
    ) {
        state.withLock {
            $0.faults.append(FakeRegistryFault.Rule(fault: fault, remaining: times, condition: condition))
        }
    }

    /// Forgets every token that was given out, as if time had passed.
    public func expireTokens() {
        state.withLock { $0.tokens = [:] }
    }

    /// Answers a request.
    ///
    /// - Parameter request: The request.
    /// - Returns: The answer.
    /// - Throws: `HTTPTransportError` when a fault says so; what the request's body throws.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let fault = state.withLock { state in
            state.requests.append(request)
            return state.takeFault(for: request)
        }
        if let fault, let answer = try fault.answerWithoutRegistry(to: request) { return answer }
        let body = try await Self.collect(request.body, breakingAfter: fault?.uploadBreak, url: request.url)
        let answer = state.withLock { state in
            respond(to: request, body: body.bytes, &state)
        }
        if body.isBroken {
            throw HTTPTransportError(code: .connectionLost, url: request.url, message: "the connection broke")
        }
        return fault?.spoil(answer, of: request) ?? answer
    }

    private static func collect(
        _ body: HTTPRequest.Body, breakingAfter limit: Int?, url: HTTPURL
    ) async throws -> (bytes: [UInt8], isBroken: Bool) {
        var bytes: [UInt8] = []
        switch body {
        case .none: break
        case .bytes(let all): bytes = all
        case .stream(let length, let next):
            while let piece = try await next() {
                bytes += piece
                if let limit, bytes.count >= limit { return (Array(bytes.prefix(limit)), true) }
            }
            guard UInt64(bytes.count) == length else {
                throw HTTPTransportError(
                    code: .invalidRequest, url: url, message: "the body has not the announced length")
            }
        }
        return (bytes, false)
    }
}
