public import OCIModel
import UnikraftCore

extension RegistryClient {
    /// Removes a tag, or a manifest by its digest (`DELETE /v2/<name>/manifests/<reference>`).
    ///
    /// - Parameter reference: The digest, else the tag. Not every registry can remove a tag alone.
    /// - Throws: ``DistributionError``; `notFound` when there is nothing to remove.
    public func deleteManifest(_ reference: ImageReference) async throws {
        var call = RegistryCall(.delete, reference.repository, .path("manifests/\(reference.identifier)"))
        call.actions = "delete"
        call.accepted = [202, 200, 204]
        _ = try await send(call, to: reference.registry)
    }

    /// Removes a blob from a repository (`DELETE /v2/<name>/blobs/<digest>`).
    ///
    /// - Parameters:
    ///   - digest: The blob.
    ///   - repository: The repository.
    /// - Throws: ``DistributionError``; `notFound` when there is nothing to remove.
    public func deleteBlob(_ digest: Digest, in repository: ImageRepository) async throws {
        var call = RegistryCall(.delete, repository.name, .path("blobs/\(digest)"))
        call.actions = "delete"
        call.accepted = [202, 200, 204]
        _ = try await send(call, to: repository.registry)
    }
}
