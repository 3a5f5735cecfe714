public import OCIModel
import UnikraftCore

extension RegistryClient {
    private var acceptHeaders: HTTPHeaders {
        ["Accept": MediaType.manifestTypes.map(\.rawValue).joined(separator: ", ")]
    }

    /// Finds out what a reference stands for (`HEAD /v2/<name>/manifests/<reference>`).
    ///
    /// - Parameter reference: The image.
    /// - Returns: The descriptor of its manifest or index.
    /// - Throws: ``DistributionError`` with the code `notFound`, `unauthorized` and others.
    public func resolve(_ reference: ImageReference) async throws -> Descriptor {
        var call = RegistryCall(.head, reference.repository, .path("manifests/\(reference.identifier)"))
        call.headers = acceptHeaders
        let headers = try await send(call, to: reference.registry).response.headers
        let text = reference.digest?.description ?? headers["Docker-Content-Digest"]
        guard let text, let digest = try? Digest(parsing: text), let type = mediaType(in: headers),
            type.role == .index || type.role == .manifest, let size = headers["Content-Length"].flatMap({ Int64($0) }),
            size > 0
        else {
            // The head says too little; the manifest itself says all.
            return try await manifest(reference).descriptor
        }
        return Descriptor(mediaType: type, digest: digest, size: size)
    }

    /// Fetches a manifest or an index (`GET /v2/<name>/manifests/<reference>`).
    ///
    /// - Parameter reference: The image.
    /// - Returns: The manifest; its digest has been checked, against the reference when that has one.
    /// - Throws: ``DistributionError``.
    public func manifest(_ reference: ImageReference) async throws -> FetchedManifest {
        var call = RegistryCall(.get, reference.repository, .path("manifests/\(reference.identifier)"))
        call.headers = acceptHeaders
        let (answer, bytes) = try await fetch(call, from: reference.registry, limit: JSONDocument.sizeLimit)
        // A registry may leave the header out; when it is there it must be right.
        let announced = answer.response.headers["Docker-Content-Digest"].flatMap { try? Digest(parsing: $0) }
        do {
            let manifest = try FetchedManifest(
                bytes, announcedType: mediaType(in: answer.response.headers), digest: reference.digest ?? announced)
            if reference.digest != nil, let announced, !ContentHasher.matches(bytes, announced) {
                throw DistributionError(.digestMismatch, "the registry announces another digest", digest: announced)
            }
            return manifest
        } catch let error as DistributionError {
            throw error.about(reference.description)
        }
    }

    /// Stores a manifest or an index (`PUT /v2/<name>/manifests/<reference>`). Everything that it names must be there.
    ///
    /// When it refers to another manifest and the registry keeps no list of those, the list is kept under a tag
    /// (distribution-spec, "Referrers Tag Schema").
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - reference: The name it gets: the tag, else the digest.
    /// - Throws: ``DistributionError``.
    public func put(_ manifest: FetchedManifest, as reference: ImageReference) async throws {
        let name = reference.tag?.description ?? manifest.descriptor.digest.description
        let answer = try await put(manifest, in: reference.location, name: name)
        guard let subject = manifest.subject, answer.response.headers["OCI-Subject"] == nil else { return }
        try await addToReferrersTag(manifest, of: subject.digest, in: reference.location)
    }

    func put(_ manifest: FetchedManifest, in repository: ImageRepository, name: String) async throws -> RegistryAnswer {
        var call = RegistryCall(.put, repository.name, .path("manifests/\(name)"))
        call.headers = ["Content-Type": manifest.descriptor.mediaType.rawValue]
        call.body = { .bytes(manifest.bytes) }
        call.actions = "pull,push"
        call.accepted = [201, 200]
        let answer = try await send(call, to: repository.registry)
        try checkAnnounced(answer, manifest.descriptor.digest, repository)
        return answer
    }

    /// Compares the digest that a registry gives back with ours. It may leave it out.
    func checkAnnounced(_ answer: RegistryAnswer, _ digest: Digest, _ repository: ImageRepository)
        throws(DistributionError)
    {
        guard let text = answer.response.headers["Docker-Content-Digest"], let announced = try? Digest(parsing: text),
            announced.algorithm == digest.algorithm, announced != digest
        else { return }
        throw DistributionError(
            .digestMismatch, "the registry stored something else, with the digest \(announced)",
            reference: repository.description, digest: digest)
    }

    /// The type in `Content-Type`, without parameters.
    func mediaType(in headers: HTTPHeaders) -> MediaType? {
        guard let value = headers["Content-Type"]?.prefix(while: { $0 != ";" && $0 != " " }), !value.isEmpty else {
            return nil
        }
        return MediaType(rawValue: value.lowercased())
    }
}

extension FetchedManifest {
    /// The manifest that this one refers to.
    var subject: Descriptor? {
        switch document {
        case .manifest(let manifest): manifest.subject
        case .index(let index): index.subject
        }
    }
}
