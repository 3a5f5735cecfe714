import NIOCore
import Synchronization

/// The pieces of a request's body in the client's own buffers.
struct RequestPieces: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// Keeps what reading the body threw: the client tells of it in words of its own.
    final class Fault: Sendable {
        private let state = Mutex<(any Error)?>(nil)

        var error: (any Error)? { state.withLock { $0 } }

        func keep(_ error: any Error) { state.withLock { $0 = error } }
    }

    let next: @Sendable () async throws -> [UInt8]?
    let fault: Fault

    struct AsyncIterator: AsyncIteratorProtocol {
        let pieces: RequestPieces

        mutating func next() async throws -> ByteBuffer? {
            do {
                return try await pieces.next().map { ByteBuffer(bytes: $0) }
            } catch {
                if !(error is CancellationError) { pieces.fault.keep(error) }
                throw error
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: self)
    }
}
