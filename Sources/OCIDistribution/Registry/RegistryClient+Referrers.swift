public import OCIModel
import UnikraftCore

extension RegistryClient {
    /// Lists the manifests that refer to another: signatures, attestations (`GET /v2/<name>/referrers/<digest>`).
    ///
    /// A registry without that interface is asked for the tag that stands in for it.
    ///
    /// - Parameters:
    ///   - subject: The manifest that is referred to.
    ///   - repository: The repository.
    ///   - artifactType: The type that is wanted; nil is every type.
    /// - Returns: The descriptors; none when nothing refers to the manifest.
    /// - Throws: ``DistributionError``.
    public func referrers(
        of subject: Digest, in repository: ImageRepository, artifactType: String? = nil
    ) async throws -> [Descriptor] {
        var call = RegistryCall(.get, repository.name, .path("referrers/\(subject)"))
        if let artifactType { call.query = [("artifactType", artifactType)] }
        call.headers = ["Accept": MediaType.index.rawValue]
        call.accepted = [200, 404]
        let (answer, bytes) = try await fetch(call, from: repository.registry, limit: JSONDocument.sizeLimit)
        let index: ImageIndex
        if answer.response.status == 200 {
            index = try JSONDocument.decode(bytes, "list of referrers", digest: subject)
        } else {
            index = try await referrersTag(of: subject, in: repository)
        }
        guard let artifactType else { return index.manifests }
        return index.manifests.filter { $0.artifactType == artifactType }
    }

    /// The list that is kept under a tag; empty when there is none.
    private func referrersTag(of subject: Digest, in repository: ImageRepository) async throws -> ImageIndex {
        let tag = ImageTag(referrersOf: subject)
        do {
            let reference = ImageReference(registry: repository.registry, repository: repository.name, tag: tag)
            guard case .index(let index) = try await manifest(reference).document else {
                return ImageIndex(manifests: [])
            }
            return index
        } catch let error as DistributionError where error.code == .notFound {
            return ImageIndex(manifests: [])
        }
    }

    func addToReferrersTag(_ manifest: FetchedManifest, of subject: Digest, in repository: ImageRepository) async throws
    {
        var index = try await referrersTag(of: subject, in: repository)
        guard !index.manifests.contains(where: { $0.digest == manifest.descriptor.digest }) else { return }
        var descriptor = manifest.descriptor
        if case .manifest(let document) = manifest.document {
            descriptor.artifactType = document.artifactType ?? document.config.mediaType.rawValue
            descriptor.annotations = document.annotations
        }
        index.manifests.append(descriptor)
        let name = ImageTag(referrersOf: subject).description
        _ = try await put(try FetchedManifest(index), in: repository, name: name)
    }
}
