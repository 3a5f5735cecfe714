import AsyncHTTPClient
import NIOCore
import UnikraftCore

/// Reads the body of an answer for one reader at a time.
///
/// The isolation keeps two calls of the iterator from overlapping when a caller breaks the rule of one reader.
final class BodyReader: @unchecked Sendable {
    // Unchecked: a body has one reader, as `HTTPResponseBody` says.
    private var iterator: HTTPClientResponse.Body.AsyncIterator
    private let url: HTTPURL

    init(_ body: HTTPClientResponse.Body, url: HTTPURL) {
        iterator = body.makeAsyncIterator()
        self.url = url
    }

    func next() async throws -> [UInt8]? {
        do {
            return try await iterator.next().map { [UInt8](buffer: $0) }
        } catch {
            throw TransportFailure.describe(error, url: url)
        }
    }
}
