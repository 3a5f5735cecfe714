import UnikraftCore

extension FakeRegistry.State {
    func digest(_ identifier: String, in repository: String) -> String? {
        identifier.contains(":") ? identifier : tags["\(repository):\(identifier)"]
    }

    func manifest(_ identifier: String, in repository: String) -> (type: String, bytes: [UInt8])? {
        digest(identifier, in: repository).flatMap { manifests["\(repository)@\($0)"] }
    }
}

extension FakeRegistry {
    func respond(to request: HTTPRequest, body: [UInt8], _ state: inout State) -> HTTPResponse {
        if let answer = answerAsTokenServer(request, body: body, &state) { return answer }
        let path = request.url.path
        guard path.hasPrefix("/v2/") else { return Self.error(404, "NOT_FOUND") }
        if let refusal = refusal(of: request, &state) { return refusal }
        if path == "/v2/" { return HTTPResponse(status: 200) }
        let parts = path.dropFirst(4).split(separator: "/").map(String.init)
        for (marker, handler) in [
            ("blobs", answerBlob), ("manifests", answerManifest), ("tags", answerTags), ("referrers", answerReferrers),
        ] as [(String, Handler)] {
            guard let place = parts.lastIndex(of: marker), place > 0 else { continue }
            let repository = parts[..<place].joined(separator: "/")
            return handler(request, repository, Array(parts[(place + 1)...]), body, &state)
        }
        return Self.error(404, "NAME_UNKNOWN")
    }

    private typealias Handler = (HTTPRequest, String, [String], [UInt8], inout State) -> HTTPResponse

    static func error(_ status: Int, _ code: String, headers: HTTPHeaders = HTTPHeaders()) -> HTTPResponse {
        let text = #"{"errors":[{"code":"\#(code)","message":"fake \#(code.lowercased())"}]}"#
        return HTTPResponse(status: status, headers: headers, body: HTTPResponseBody(Array(text.utf8)))
    }

    static func queryItem(_ name: String, _ url: HTTPURL) -> String? {
        let items =
            url.query?.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) } ?? []
        return items.first { $0.first == name }.map {
            ($0.last ?? "").replacing("%3A", with: ":").replacing("%2F", with: "/")
        }
    }

    private func answerBlob(
        _ request: HTTPRequest, _ repository: String, _ rest: [String], _ body: [UInt8], _ state: inout State
    ) -> HTTPResponse {
        if rest.first == "uploads" { return answerUpload(request, repository, rest.dropFirst().first, body, &state) }
        guard let digest = rest.first, let blob = state.blobs[digest],
            state.blobRepositories[digest]?.contains(repository) == true
        else { return Self.error(404, "BLOB_UNKNOWN") }
        if request.method == .delete {
            state.blobRepositories[digest]?.remove(repository)
            return HTTPResponse(status: 202)
        }
        let headers: HTTPHeaders = ["Docker-Content-Digest": digest, "Content-Type": "application/octet-stream"]
        return content(blob, of: request, headers: headers, &state)
    }

    private func content(_ bytes: [UInt8], of request: HTTPRequest, headers: HTTPHeaders, _ state: inout State)
        -> HTTPResponse
    {
        var headers = headers
        var status = 200
        var bytes = bytes
        let ignoresRange = state.faults.contains { rule in
            if case .ignoredRange = rule.fault { rule.condition(request) } else { false }
        }
        if let range = request.headers["Range"], range.hasPrefix("bytes="), !ignoresRange {
            let bounds = range.dropFirst(6).split(separator: "-").compactMap { Int($0) }
            guard let start = bounds.first, start < bytes.count else { return Self.error(416, "RANGE_INVALID") }
            let end = min(bounds.dropFirst().first ?? bytes.count - 1, bytes.count - 1)
            headers.add("Content-Range", "bytes \(start)-\(end)/\(bytes.count)")
            bytes = Array(bytes[start...end])
            status = 206
        }
        headers.add("Content-Length", String(bytes.count))
        return HTTPResponse(
            status: status, headers: headers, body: HTTPResponseBody(request.method == .head ? [] : bytes))
    }

    private func answerManifest(
        _ request: HTTPRequest, _ repository: String, _ rest: [String], _ body: [UInt8], _ state: inout State
    ) -> HTTPResponse {
        guard let identifier = rest.first else { return Self.error(404, "MANIFEST_UNKNOWN") }
        switch request.method {
        case .put:
            let digest = FakeDigest.sha256(body)
            if identifier.contains(":"), identifier != digest { return Self.error(400, "DIGEST_INVALID") }
            state.manifests["\(repository)@\(digest)"] = (request.headers["Content-Type"] ?? "", body)
            if !identifier.contains(":") { state.tags["\(repository):\(identifier)"] = digest }
            return HTTPResponse(status: 201, headers: ["Docker-Content-Digest": digest])
        case .delete:
            if state.tags.removeValue(forKey: "\(repository):\(identifier)") != nil { return HTTPResponse(status: 202) }
            guard state.manifests.removeValue(forKey: "\(repository)@\(identifier)") != nil else {
                return Self.error(404, "MANIFEST_UNKNOWN")
            }
            state.tags = state.tags.filter { $0.value != identifier }
            return HTTPResponse(status: 202)
        default:
            guard let manifest = state.manifest(identifier, in: repository) else {
                return Self.error(404, "MANIFEST_UNKNOWN")
            }
            let digest = FakeDigest.sha256(manifest.bytes)
            return content(
                manifest.bytes, of: request, headers: ["Docker-Content-Digest": digest, "Content-Type": manifest.type],
                &state)
        }
    }

    private func answerTags(
        _ request: HTTPRequest, _ repository: String, _ rest: [String], _ body: [UInt8], _ state: inout State
    ) -> HTTPResponse {
        let all = state.tags.keys.filter { $0.hasPrefix("\(repository):") }.map {
            String($0.dropFirst(repository.count + 1))
        }
        let last = Self.queryItem("last", request.url) ?? ""
        let limit = min(Self.queryItem("n", request.url).flatMap { Int($0) } ?? pageSize, pageSize)
        let following = all.sorted().filter { $0 > last }
        let page = following.prefix(limit)
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if following.count > page.count, let end = page.last {
            headers.add("Link", "</v2/\(repository)/tags/list?n=\(limit)&last=\(end)>; rel=\"next\"")
        }
        let text = #"{"name":"\#(repository)","tags":[\#(page.map { "\"\($0)\"" }.joined(separator: ","))]}"#
        return HTTPResponse(status: 200, headers: headers, body: HTTPResponseBody(Array(text.utf8)))
    }

    private func answerReferrers(
        _ request: HTTPRequest, _ repository: String, _ rest: [String], _ body: [UInt8], _ state: inout State
    ) -> HTTPResponse {
        guard supportsReferrers, let subject = rest.first else {
            return HTTPResponse(
                status: 404, headers: ["Content-Type": "text/plain"],
                body: HTTPResponseBody(Array("404 page not found".utf8)))
        }
        let found = state.manifests.filter { key, value in
            let text = String(decoding: value.bytes, as: UTF8.self)
            return key.hasPrefix("\(repository)@") && text.contains("\"subject\"") && text.contains(subject)
        }
        let items = found.map { key, value in
            #"{"mediaType":"\#(value.type)","digest":"\#(key.dropFirst(repository.count + 1))","size":\#(value.bytes.count)}"#
        }
        let text =
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":["#
            + items.sorted().joined(separator: ",") + "]}"
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "application/vnd.oci.image.index.v1+json"],
            body: HTTPResponseBody(Array(text.utf8)))
    }
}
