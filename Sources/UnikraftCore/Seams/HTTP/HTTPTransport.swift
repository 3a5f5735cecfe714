/// Sends HTTP requests. The real one is `AsyncHTTPTransport`; tests use a fake.
///
/// A transport does not follow redirects, adds no credentials and repeats nothing: whoever calls decides that.
public protocol HTTPTransport: Sendable {
    /// Sends a request and waits for the head of the answer.
    ///
    /// Cancelling the task ends the request. An answer whose body is not read to its end is given up when the body
    /// goes out of scope.
    ///
    /// - Parameter request: The request.
    /// - Returns: The answer, whatever its status is.
    /// - Throws: ``HTTPTransportError`` when there is no answer; `CancellationError` when the task was cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
