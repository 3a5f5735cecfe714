import OCIModel
import UnikraftCore

/// One session of an upload (distribution-spec, "Pushing blobs").
struct BlobUpload {
    let client: RegistryClient
    let descriptor: Descriptor
    let content: BlobContent
    let repository: ImageRepository

    /// Sends the blob to a session.
    ///
    /// - Parameters:
    ///   - location: The session's address.
    ///   - progress: Told of the bytes sent.
    /// - Throws: ``DistributionError``.
    func run(at location: HTTPURL, progress: @escaping @Sendable (UInt64) -> Void) async throws {
        var state = State(location: location, offset: 0)
        let chunk = client.configuration.uploadChunkSize.map { max($0, 1) }
        var failures = 0
        while true {
            do {
                // Once a session was interrupted, the rest goes by PATCH, which says where it belongs.
                if chunk == nil, state.offset == 0, failures == 0 {
                    try await finish(state, sending: 0, progress)
                    return
                }
                while state.offset < content.size {
                    let end = min(state.offset + (chunk ?? content.size), content.size)
                    state = try await sendPart(state, until: end, progress)
                    failures = 0
                }
                try await finish(state, sending: content.size, progress)
                return
            } catch let error as DistributionError {
                guard error.mayPass, error.status != 404 else { throw error }
                failures += 1
                guard try await client.pause(after: failures, error, asking: repository.registry),
                    let current = try await ask(state)
                else { throw error }
                state = current
            }
        }
    }

    private struct State {
        var location: HTTPURL
        var offset: UInt64
    }

    private func call(_ method: HTTPRequest.Method, _ location: HTTPURL) -> RegistryCall {
        var call = RegistryCall(method, repository.name, .address(location))
        call.actions = "pull,push"
        call.isRetried = false
        return call
    }

    private func body(
        from start: UInt64, to end: UInt64, _ progress: @escaping @Sendable (UInt64) -> Void
    ) -> @Sendable () async throws -> HTTPRequest.Body {
        let content = content
        guard end > start else { return { .bytes([]) } }
        return {
            let read = try await content.reader(from: start)
            let cursor = Cursor(place: start, end: end)
            return .stream(length: end - start) {
                guard var piece = try await read() else { return nil }
                guard let part = cursor.advance(by: UInt64(piece.count)) else { return nil }
                piece.removeLast(piece.count - Int(part.upperBound - part.lowerBound))
                progress(part.upperBound)
                return piece
            }
        }
    }

    /// `PATCH` with a part of the blob.
    private func sendPart(
        _ state: State, until end: UInt64, _ progress: @escaping @Sendable (UInt64) -> Void
    ) async throws -> State {
        var call = call(.patch, state.location)
        call.headers = [
            "Content-Type": "application/octet-stream", "Content-Range": "\(state.offset)-\(end - 1)",
        ]
        call.body = body(from: state.offset, to: end, progress)
        call.accepted = [202]
        let answer = try await client.send(call, to: repository.registry)
        let endpoint = try await client.endpoint(for: repository.registry)
        var next = State(location: state.location, offset: end)
        if answer.response.headers["Location"] != nil {
            next.location = try client.uploadLocation(in: answer, endpoint)
        }
        // A registry may have taken less than it was sent.
        if let taken = Self.taken(answer.response.headers["Range"]), taken >= state.offset, taken < end {
            next.offset = taken
        }
        return next
    }

    /// `PUT` with the rest of the blob, which ends the session.
    private func finish(_ state: State, sending start: UInt64, _ progress: @escaping @Sendable (UInt64) -> Void)
        async throws
    {
        var call = call(.put, state.location)
        call.query = [("digest", descriptor.digest.description)]
        call.headers = ["Content-Type": "application/octet-stream"]
        if start == content.size { call.headers.add("Content-Length", "0") }
        call.body = body(from: start, to: content.size, progress)
        call.accepted = [201]
        do {
            let answer = try await client.send(call, to: repository.registry)
            try client.checkAnnounced(answer, descriptor.digest, repository)
        } catch var error as DistributionError {
            error.digest = descriptor.digest
            throw error
        }
    }

    /// Asks a session how far it is (`GET <location>`); nil when it is gone.
    private func ask(_ state: State) async throws -> State? {
        var call = call(.get, state.location)
        call.accepted = [204, 202, 404]
        guard let answer = try? await client.send(call, to: repository.registry), answer.response.status != 404 else {
            try Task.checkCancellation()
            return nil
        }
        let endpoint = try await client.endpoint(for: repository.registry)
        var next = State(location: state.location, offset: 0)
        if answer.response.headers["Location"] != nil {
            next.location = try client.uploadLocation(in: answer, endpoint)
        }
        next.offset = min(Self.taken(answer.response.headers["Range"]) ?? 0, content.size)
        return next
    }

    /// The number of bytes in `0-99`. Registries write `0-0` for none, so one byte is taken as none.
    private static func taken(_ range: String?) -> UInt64? {
        let text = range.map { $0.hasPrefix("bytes=") ? $0.dropFirst(6) : Substring($0) }
        guard let end = text?.split(separator: "-").last.flatMap({ UInt64($0) }), end < UInt64(Int64.max) else {
            return nil
        }
        return end == 0 ? 0 : end + 1
    }
}
