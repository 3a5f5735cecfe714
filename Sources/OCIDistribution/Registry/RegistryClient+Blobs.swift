public import OCIModel
import UnikraftCore

extension RegistryClient {
    /// Asks whether a repository has a blob (`HEAD /v2/<name>/blobs/<digest>`).
    ///
    /// - Parameters:
    ///   - digest: The blob.
    ///   - repository: The repository.
    /// - Returns: Whether it is there.
    /// - Throws: ``DistributionError``.
    public func hasBlob(_ digest: Digest, in repository: ImageRepository) async throws -> Bool {
        var call = RegistryCall(.head, repository.name, .path("blobs/\(digest)"))
        call.accepted = [200, 404]
        return try await send(call, to: repository.registry).response.status == 200
    }

    /// Fetches a small blob into memory and checks it.
    ///
    /// - Parameters:
    ///   - descriptor: The blob.
    ///   - repository: The repository.
    ///   - limit: The longest blob that is taken, in bytes.
    /// - Returns: The blob.
    /// - Throws: ``DistributionError``.
    public func blob(
        _ descriptor: Descriptor, from repository: ImageRepository, limit: Int = 4 << 20
    ) async throws -> [UInt8] {
        guard descriptor.size <= limit else {
            throw DistributionError(
                .tooLarge, "the blob is longer than \(limit) bytes", reference: repository.description,
                digest: descriptor.digest)
        }
        var download = download(descriptor, from: repository)
        var bytes: [UInt8] = []
        while let piece = try await download.next() { bytes += piece }
        guard ContentHasher.matches(bytes, descriptor.digest) else {
            throw BlobDownload.mismatch(descriptor, repository)
        }
        return bytes
    }

    /// Starts to fetch a blob (`GET /v2/<name>/blobs/<digest>`).
    ///
    /// - Parameters:
    ///   - descriptor: The blob.
    ///   - repository: The repository.
    ///   - offset: The first byte that is wanted.
    /// - Returns: The pieces. Their length is checked; whoever takes them checks the digest.
    public func download(
        _ descriptor: Descriptor, from repository: ImageRepository, startingAt offset: UInt64 = 0
    ) -> BlobDownload {
        BlobDownload(client: self, descriptor: descriptor, repository: repository, position: offset)
    }
}
