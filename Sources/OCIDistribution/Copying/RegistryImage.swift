public import OCIModel

/// An image in a registry, as a source or as a destination.
public struct RegistryImage: ImageSource, ImageDestination {
    /// The client.
    public let client: RegistryClient
    /// The image's name.
    public let reference: ImageReference

    /// Creates the end of a copy.
    ///
    /// - Parameters:
    ///   - reference: The image's name.
    ///   - client: The client.
    public init(_ reference: ImageReference, client: RegistryClient) {
        self.reference = reference
        self.client = client
    }

    /// The repository that the image lies in.
    public var repository: ImageRepository? { reference.location }

    /// The image's name.
    public var displayName: String? { reference.description }

    /// The manifest or index of the image.
    ///
    /// - Returns: The manifest, checked.
    /// - Throws: ``DistributionError``.
    public func rootManifest() async throws -> FetchedManifest {
        try await client.manifest(reference)
    }

    /// A manifest that an index names.
    ///
    /// - Parameter descriptor: The manifest.
    /// - Returns: The manifest, checked.
    /// - Throws: ``DistributionError``.
    public func manifest(_ descriptor: Descriptor) async throws -> FetchedManifest {
        try await client.manifest(reference.pinned(to: descriptor.digest))
    }

    /// The content of a blob.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: The content, which is fetched when it is read.
    public func content(of descriptor: Descriptor) -> BlobContent {
        BlobContent(size: UInt64(descriptor.size)) { offset in
            let download = DownloadBox(client.download(descriptor, from: reference.location, startingAt: offset))
            return { try await download.next() }
        }
    }

    /// Whether the repository has a blob; the upload asks by itself.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: false.
    public func has(_ descriptor: Descriptor) -> Bool { false }

    /// Puts a blob into the repository.
    ///
    /// - Parameters:
    ///   - descriptor: The blob.
    ///   - content: Its bytes.
    ///   - origin: The repository it comes from; one of the same registry is asked to lend it.
    ///   - progress: Told of the bytes that were sent.
    /// - Throws: ``DistributionError``.
    public func take(
        _ descriptor: Descriptor, _ content: BlobContent, origin: ImageRepository?,
        progress: @escaping @Sendable (UInt64) -> Void
    ) async throws {
        let others = origin.map { $0.registry == reference.registry ? [$0.name] : [] } ?? []
        try await client.upload(descriptor, content, to: reference.location, mountingFrom: others, progress: progress)
    }

    /// Puts a manifest into the repository.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - isRoot: Whether it gets the image's tag.
    /// - Throws: ``DistributionError``.
    public func take(_ manifest: FetchedManifest, isRoot: Bool) async throws {
        let byDigest = ImageReference(
            registry: reference.registry, repository: reference.repository, digest: manifest.descriptor.digest)
        try await client.put(manifest, as: isRoot && reference.tag != nil ? reference : byDigest)
    }

    /// Runs the copy.
    ///
    /// - Parameter body: The copy.
    /// - Throws: What the body throws.
    public func copying(_ body: @Sendable () async throws -> Void) async throws {
        try await body()
    }
}

/// A download that is read from a closure, by one reader.
final class DownloadBox: @unchecked Sendable {
    // Unchecked: content has one reader, which asks for one piece after another.
    private var download: BlobDownload

    init(_ download: BlobDownload) { self.download = download }

    func next() async throws -> [UInt8]? { try await download.next() }
}
