public import OCIModel

/// Where an image comes from: a registry, a store, a layout, an archive.
public protocol ImageSource: Sendable {
    /// The manifest or index of the image.
    ///
    /// - Returns: The manifest, checked.
    /// - Throws: ``DistributionError``.
    func rootManifest() async throws -> FetchedManifest

    /// A manifest that an index names.
    ///
    /// - Parameter descriptor: The manifest.
    /// - Returns: The manifest, checked.
    /// - Throws: ``DistributionError``.
    func manifest(_ descriptor: Descriptor) async throws -> FetchedManifest

    /// The content of a blob. Its digest is checked by whoever takes it.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: The content.
    /// - Throws: ``DistributionError``.
    func content(of descriptor: Descriptor) async throws -> BlobContent

    /// The repository that the image lies in, when it is in a registry: its blobs may be mounted into others.
    var repository: ImageRepository? { get }

    /// The image's name for messages; nil says the repository.
    var displayName: String? { get }
}

extension ImageSource {
    /// The repository, when there is one.
    public var displayName: String? { repository?.description }
}

/// Where an image goes to.
public protocol ImageDestination: Sendable {
    /// Whether a blob is there.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: Whether it is.
    /// - Throws: ``DistributionError``.
    func has(_ descriptor: Descriptor) async throws -> Bool

    /// Takes a blob and checks it.
    ///
    /// - Parameters:
    ///   - descriptor: The blob.
    ///   - content: Its bytes.
    ///   - origin: The repository it comes from.
    ///   - progress: Told of the bytes that have arrived.
    /// - Throws: ``DistributionError``.
    func take(
        _ descriptor: Descriptor, _ content: BlobContent, origin: ImageRepository?,
        progress: @escaping @Sendable (UInt64) -> Void
    ) async throws

    /// Takes a manifest whose blobs have all been taken.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - isRoot: Whether the image's name goes to it.
    /// - Throws: ``DistributionError``.
    func take(_ manifest: FetchedManifest, isRoot: Bool) async throws

    /// Runs a copy under whatever the destination needs for it.
    ///
    /// - Parameter body: The copy.
    /// - Throws: What the body throws.
    func copying(_ body: @Sendable () async throws -> Void) async throws
}
