import UnikraftCore

extension FakeRegistry {
    func answerUpload(
        _ request: HTTPRequest, _ repository: String, _ session: String?, _ body: [UInt8], _ state: inout State
    ) -> HTTPResponse {
        guard let session else { return startUpload(request, repository, &state) }
        guard var upload = state.uploads[session], upload.repository == repository else {
            return Self.error(404, "BLOB_UPLOAD_UNKNOWN")
        }
        switch request.method {
        case .get: return HTTPResponse(status: 204, headers: progress(of: session, upload))
        case .delete:
            state.uploads[session] = nil
            return HTTPResponse(status: 204)
        case .patch:
            let start =
                request.headers["Content-Range"]?.split(separator: "-").first.flatMap { Int($0) } ?? upload.bytes.count
            guard start == upload.bytes.count else {
                return HTTPResponse(status: 416, headers: progress(of: session, upload))
            }
            upload.bytes += body
            state.uploads[session] = upload
            return HTTPResponse(status: 202, headers: progress(of: session, upload))
        case .put:
            upload.bytes += body
            state.uploads[session] = upload
            let digest = Self.queryItem("digest", request.url) ?? ""
            guard FakeDigest.sha256(upload.bytes) == digest else { return Self.error(400, "DIGEST_INVALID") }
            state.uploads[session] = nil
            state.blobs[digest] = upload.bytes
            state.blobRepositories[digest, default: []].insert(repository)
            return HTTPResponse(status: 201, headers: ["Docker-Content-Digest": digest])
        default: return Self.error(405, "UNSUPPORTED")
        }
    }

    private func startUpload(_ request: HTTPRequest, _ repository: String, _ state: inout State) -> HTTPResponse {
        if let digest = Self.queryItem("mount", request.url), let source = Self.queryItem("from", request.url),
            state.blobRepositories[digest]?.contains(source) == true
        {
            state.blobRepositories[digest, default: []].insert(repository)
            return HTTPResponse(status: 201, headers: ["Docker-Content-Digest": digest])
        }
        state.counter += 1
        let session = "session-\(state.counter)"
        let upload = Upload(repository: repository)
        state.uploads[session] = upload
        return HTTPResponse(status: 202, headers: progress(of: session, upload))
    }

    /// The state of an upload. The address is relative and has a query, which a client must keep.
    private func progress(of session: String, _ upload: Upload) -> HTTPHeaders {
        [
            "Location": "/v2/\(upload.repository)/blobs/uploads/\(session)?state=\(upload.bytes.count)",
            "Range": "0-\(max(upload.bytes.count - 1, 0))",
        ]
    }
}
