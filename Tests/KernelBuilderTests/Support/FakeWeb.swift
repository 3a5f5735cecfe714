import Synchronization
import UnikraftCore

/// Answers from a table; what is not in it is 404.
final class FakeWeb: HTTPTransport {
    enum Answer {
        case text(String)
        case bytes([UInt8])
        case redirect(String)
    }

    private let answers: [String: Answer]
    private let log = Mutex<[String]>([])

    init(_ answers: [String: Answer]) {
        self.answers = answers
    }

    /// The addresses that were asked for, in order.
    var requests: [String] { log.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let address = request.url.description
        log.withLock { $0.append(address) }
        return switch answers[address] {
        case .text(let text): HTTPResponse(status: 200, body: HTTPResponseBody(Array(text.utf8)))
        case .bytes(let bytes): HTTPResponse(status: 200, body: HTTPResponseBody(bytes))
        case .redirect(let place): HTTPResponse(status: 302, headers: ["Location": place])
        case nil: HTTPResponse(status: 404)
        }
    }
}
