public import UnikraftCore

/// What a fake registry does wrong.
public enum FakeRegistryFault: Sendable {
    /// Answers with a status instead.
    case status(Int, headers: HTTPHeaders = HTTPHeaders(), body: String = "")
    /// Takes no connection.
    case refusedConnection
    /// Breaks the connection after so many bytes of the body it sends.
    case brokenBody(after: Int)
    /// Ends the body early without an error.
    case shortBody(Int)
    /// Changes the first byte of the body.
    case corruptBody
    /// Sends the body in pieces of so many bytes, with a pause before each.
    case slowBody(piece: Int, pause: Duration)
    /// Sends the request to another address.
    case redirect(String, status: Int = 307)
    /// Changes a field of the answer; nil removes it.
    case header(String, String?)
    /// Breaks the connection after so many bytes of the body it receives, and keeps those.
    case brokenUpload(after: Int)
    /// Ignores the range that is asked for.
    case ignoredRange

    struct Rule: Sendable {
        var fault: FakeRegistryFault
        var remaining: Int
        var condition: @Sendable (HTTPRequest) -> Bool
    }

    var uploadBreak: Int? {
        if case .brokenUpload(let count) = self { count } else { nil }
    }

    /// The answer when the registry is not asked at all.
    func answerWithoutRegistry(to request: HTTPRequest) throws -> HTTPResponse? {
        switch self {
        case .status(let status, let headers, let body):
            return HTTPResponse(status: status, headers: headers, body: HTTPResponseBody(Array(body.utf8)))
        case .redirect(let target, let status):
            return HTTPResponse(status: status, headers: ["Location": target])
        case .refusedConnection:
            throw HTTPTransportError(code: .cannotConnect, url: request.url, message: "connection refused")
        default: return nil
        }
    }

    /// Changes the registry's answer.
    func spoil(_ answer: HTTPResponse, of request: HTTPRequest) -> HTTPResponse {
        var answer = answer
        let body = answer.body
        switch self {
        case .header(let name, let value): answer.headers[name] = value
        case .brokenBody(let count):
            answer.body = FakeBody.pieces(of: body, limit: count) {
                throw HTTPTransportError(code: .connectionLost, url: request.url, message: "the connection broke")
            }
        case .shortBody(let count): answer.body = FakeBody.pieces(of: body, limit: count) {}
        case .corruptBody: answer.body = FakeBody.corrupted(body)
        case .slowBody(let piece, let pause): answer.body = FakeBody.slow(body, piece: piece, pause: pause)
        default: break
        }
        return answer
    }
}

extension FakeRegistry.State {
    mutating func takeFault(for request: HTTPRequest) -> FakeRegistryFault? {
        guard let index = faults.firstIndex(where: { $0.remaining > 0 && $0.condition(request) }) else { return nil }
        faults[index].remaining -= 1
        return faults[index].fault
    }
}
