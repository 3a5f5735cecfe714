public import OCIModel
import UnikraftCore

extension RegistryClient {
    /// How a blob got into a repository.
    public enum UploadOutcome: Sendable, Hashable {
        /// It was there.
        case present
        /// It was taken from another repository of the registry.
        case mounted
        /// It was sent.
        case uploaded
    }

    /// Puts a blob into a repository.
    ///
    /// It is sent only when it is not there and cannot be taken from one of the other repositories. When the
    /// connection breaks, sending goes on where the registry stopped, or begins anew when it does not know.
    ///
    /// - Parameters:
    ///   - descriptor: The blob.
    ///   - content: Its bytes.
    ///   - repository: The repository.
    ///   - others: Repositories of the same registry that may have the blob.
    ///   - progress: Told of the bytes the registry has, each time there are more.
    /// - Returns: How it got there.
    /// - Throws: ``DistributionError``; `CancellationError`.
    @discardableResult
    public func upload(
        _ descriptor: Descriptor, _ content: BlobContent, to repository: ImageRepository,
        mountingFrom others: [RepositoryName] = [], progress: @escaping @Sendable (UInt64) -> Void = { _ in }
    ) async throws -> UploadOutcome {
        if try await hasBlob(descriptor.digest, in: repository) { return .present }
        for other in others where other != repository.name {
            if try await startUpload(descriptor.digest, repository, from: other) == nil { return .mounted }
        }
        var attempt = 1
        while true {
            let session = BlobUpload(client: self, descriptor: descriptor, content: content, repository: repository)
            do {
                guard let location = try await startUpload(descriptor.digest, repository, from: nil) else {
                    return .mounted
                }
                try await session.run(at: location, progress: progress)
                return .uploaded
            } catch let error as DistributionError {
                // What a session cannot mend, a new one may (ECR refuses to go on with a broken one).
                guard error.mayPass, try await pause(after: attempt, error, asking: repository.registry) else {
                    throw error
                }
            }
            attempt += 1
        }
    }

    /// Opens an upload (`POST /v2/<name>/blobs/uploads/`).
    ///
    /// - Returns: Where to send the blob; nil when it was mounted.
    private func startUpload(
        _ digest: Digest, _ repository: ImageRepository, from other: RepositoryName?
    ) async throws -> HTTPURL? {
        var call = RegistryCall(.post, repository.name, .path("blobs/uploads/"))
        call.headers = ["Content-Length": "0"]
        call.actions = "pull,push"
        call.accepted = [202]
        if let other {
            call.query = [("mount", digest.description), ("from", other.description)]
            call.otherRepositories = [other]
            call.accepted = [201, 202]
        }
        let answer = try await send(call, to: repository.registry)
        if answer.response.status == 201 { return nil }
        let endpoint = try await endpoint(for: repository.registry)
        let location = try uploadLocation(in: answer, endpoint)
        if other != nil {
            // The mount was refused and a session opened in its place; it is given up so that the registry can forget it.
            var cancel = RegistryCall(.delete, repository.name, .address(location))
            cancel.actions = "pull,push"
            cancel.isRetried = false
            _ = try? await send(cancel, to: repository.registry)
        }
        return location
    }

    /// The address in `Location`. It may be relative to the address that answered, and on another host.
    func uploadLocation(in answer: RegistryAnswer, _ endpoint: RegistryEndpoint) throws(DistributionError) -> HTTPURL {
        guard let location = answer.response.headers["Location"] else {
            throw Redirect.refusal("the registry opened an upload and did not say where", answer.url)
        }
        return try Redirect.target(location, from: answer.url, endpoint)
    }
}

extension DistributionError {
    /// Whether the same upload may succeed when it begins anew.
    var mayPass: Bool {
        if code == .connection { return true }
        guard let status else { return false }
        return RetryPolicy.isTransient(status) || status == 404 || status == 416
    }
}
