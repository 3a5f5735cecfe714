import NIOCore

/// The pieces of a request's body in the client's own buffers.
struct RequestPieces: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let next: @Sendable () async throws -> [UInt8]?

    struct AsyncIterator: AsyncIteratorProtocol {
        let read: @Sendable () async throws -> [UInt8]?

        mutating func next() async throws -> ByteBuffer? {
            try await read().map { ByteBuffer(bytes: $0) }
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(read: next)
    }
}
