/// The answer of a server.
public struct HTTPResponse: Sendable {
    /// The status, 100 to 599.
    public var status: Int
    /// The fields of the head.
    public var headers: HTTPHeaders
    /// What comes after the head.
    public var body: HTTPResponseBody

    /// Creates an answer.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - headers: The fields of the head.
    ///   - body: What comes after the head.
    public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: HTTPResponseBody = HTTPResponseBody([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The body of an answer: pieces that come one after another. It can be read once.
public struct HTTPResponseBody: AsyncSequence, Sendable {
    /// Returns the next piece, or nil at the end.
    public typealias Read = @Sendable () async throws -> [UInt8]?

    private let read: Read

    /// Creates a body.
    ///
    /// - Parameter read: Returns the next piece, or nil at the end. It throws ``HTTPTransportError`` when the
    ///   connection breaks.
    public init(_ read: @escaping Read) {
        self.read = read
    }

    /// Creates a body of one piece.
    ///
    /// - Parameter bytes: The body.
    public init(_ bytes: [UInt8]) {
        let source = SingleUse(bytes)
        read = { source.take() }
    }

    /// Reads piece after piece.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let read: Read

        /// The next piece, or nil at the end.
        ///
        /// - Returns: The piece.
        /// - Throws: ``HTTPTransportError``.
        public mutating func next() async throws -> [UInt8]? {
            try await read()
        }
    }

    /// An iterator over the pieces.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(read: read)
    }

    /// Reads the whole body into memory.
    ///
    /// - Parameter limit: The longest body that is taken, in bytes.
    /// - Returns: The body; nil when it is longer than the limit.
    /// - Throws: ``HTTPTransportError``.
    public func collect(upTo limit: Int) async throws -> [UInt8]? {
        var result: [UInt8] = []
        for try await piece in self {
            guard piece.count <= limit - result.count else { return nil }
            result += piece
        }
        return result
    }
}
