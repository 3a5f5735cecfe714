public import OCIModel

/// An image in a store, or in another image layout, as a source or as a destination.
public struct StoreImage: ImageSource, ImageDestination {
    /// The store.
    public let store: ImageStore
    /// The image's name.
    public let reference: ImageReference

    /// Creates the end of a copy.
    ///
    /// - Parameters:
    ///   - reference: The image's name.
    ///   - store: The store.
    public init(_ reference: ImageReference, store: ImageStore) {
        self.reference = reference
        self.store = store
    }

    /// nil: a store is no registry.
    public var repository: ImageRepository? { nil }

    /// The image's name.
    public var displayName: String? { reference.description }

    /// The manifest or index of the image.
    ///
    /// - Returns: The manifest, checked.
    /// - Throws: ``DistributionError`` with the code `notFound` when the store has no image of that name.
    public func rootManifest() throws -> FetchedManifest {
        guard let descriptor = try store.descriptor(of: reference) else {
            throw DistributionError(
                .notFound, "the store has no image of that name; pull it first", reference: reference.description)
        }
        return try store.manifest(descriptor)
    }

    /// A manifest that an index names.
    ///
    /// - Parameter descriptor: The manifest.
    /// - Returns: The manifest, checked.
    /// - Throws: ``DistributionError``.
    public func manifest(_ descriptor: Descriptor) throws -> FetchedManifest {
        try store.manifest(descriptor)
    }

    /// The content of a blob.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: The content.
    /// - Throws: ``DistributionError`` when it is not there.
    public func content(of descriptor: Descriptor) throws -> BlobContent {
        try store.content(of: descriptor)
    }

    /// Whether the store has a blob with its length.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: Whether it has.
    public func has(_ descriptor: Descriptor) -> Bool { store.holds(descriptor) }

    /// Takes a blob and checks it.
    ///
    /// - Parameters:
    ///   - descriptor: The blob.
    ///   - content: Its bytes.
    ///   - origin: Not used.
    ///   - progress: Told of the bytes that have arrived.
    /// - Throws: ``DistributionError``.
    public func take(
        _ descriptor: Descriptor, _ content: BlobContent, origin: ImageRepository?,
        progress: @escaping @Sendable (UInt64) -> Void
    ) async throws {
        do {
            try await store.ingest(descriptor, progress: progress) { offset in try await content.reader(from: offset) }
        } catch let error as DistributionError {
            throw error.about(reference.description)
        }
    }

    /// Takes a manifest.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - isRoot: Whether it gets the image's name.
    /// - Throws: ``DistributionError``.
    public func take(_ manifest: FetchedManifest, isRoot: Bool) async throws {
        try store.put(manifest)
        if isRoot { try await store.tag(manifest.descriptor, as: reference) }
    }

    /// Runs the copy so that nothing it has added is removed before it has a name, or stays when the copy fails. What
    /// broken connections left stays for the next attempt.
    ///
    /// - Parameter body: The copy.
    /// - Throws: What the body throws.
    public func copying(_ body: @Sendable () async throws -> Void) async throws {
        try await store.addingAllOrNothing(body)
    }
}
