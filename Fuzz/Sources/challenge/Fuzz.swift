import Dispatch
import OCIDistribution
import OCIModel
import UnikraftCore

/// A registry whose `WWW-Authenticate` is any text must not get the password sent to another host.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let challenge = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let done = DispatchSemaphore(value: 0)
    Task {
        await ask(challenge)
        done.signal()
    }
    done.wait()
    return 0
}

private func ask(_ challenge: String) async {
    guard let name = try? RegistryName(parsing: "registry.test") else { fatalError("a name that is always good") }
    var configuration = RegistryConfiguration()
    configuration.retryPolicy = RetryPolicy(attempts: 1)
    let client = RegistryClient(
        transport: Hostile(challenge: challenge),
        credentials: FixedCredential(.password(username: "alice", password: "s3cret"), for: name),
        configuration: configuration)
    try? await client.checkAccess(to: name)
}

private struct Hostile: HTTPTransport {
    let challenge: String

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        if request.headers["Authorization"] != nil {
            let host = request.url.host
            guard request.url.scheme == .https, host == "registry.test" || host.hasSuffix(".registry.test") else {
                fatalError("the password went to \(request.url)")
            }
        }
        return HTTPResponse(status: 401, headers: ["WWW-Authenticate": challenge])
    }
}
