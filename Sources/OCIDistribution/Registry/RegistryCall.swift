import OCIModel
import UnikraftCore

/// A request to a registry before it is decided where exactly it goes and who asks.
struct RegistryCall: Sendable {
    /// What the request goes to.
    enum Target: Sendable {
        /// A path below the repository.
        case path(String)
        /// An address that the registry gave.
        case address(HTTPURL)
    }

    var method: HTTPRequest.Method
    var repository: RepositoryName?
    var target: Target
    var query: [(String, String)] = []
    var headers = HTTPHeaders()
    /// Makes the body anew for each attempt.
    var body: @Sendable () async throws -> HTTPRequest.Body = { .none }
    /// What is done with the repository, for the scope of a token.
    var actions = "pull"
    /// More that the token must allow.
    var otherRepositories: [RepositoryName] = []
    /// The statuses that are an answer; others are errors.
    var accepted: Set<Int> = [200]
    /// Whether the request is sent again when it fails.
    var isRetried = true

    /// Whether it reads a blob.
    var isForBlob: Bool {
        if case .path(let path) = target { method == .get && path.hasPrefix("blobs/") } else { false }
    }

    init(_ method: HTTPRequest.Method, _ repository: RepositoryName?, _ target: Target) {
        self.method = method
        self.repository = repository
        self.target = target
    }
}

/// An answer, and the address that gave it after redirects.
struct RegistryAnswer: Sendable {
    var response: HTTPResponse
    var url: HTTPURL
}
