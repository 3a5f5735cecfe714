public import OCIModel

extension ImageStore {
    /// Fetches a unikernel: it gets its name in the store only when its kernel has been found and every layer is what
    /// the configuration says. Content that is damaged, unsupported or of no use is removed again, and a name that was
    /// there before stands for what it stood for.
    ///
    /// - Parameters:
    ///   - source: Where the image comes from.
    ///   - reference: The name that it gets.
    ///   - selector: Which platform is wanted; of an index only fitting manifests are fetched.
    ///   - copier: How it is fetched.
    ///   - limits: Bounds on what is accepted from a layer.
    /// - Returns: The unikernel.
    /// - Throws: ``DistributionError``; `CancellationError`.
    public func pullUnikernel(
        from source: any ImageSource, as reference: ImageReference, _ selector: PlatformSelector,
        copier: ImageCopier = ImageCopier(), limits: LayerLimits = LayerLimits()
    ) async throws -> UnikernelImage {
        do {
            return try await addingAllOrNothing {
                var copier = copier
                copier.platform = selector
                let root = try await copier.copy(from: source, to: UnnamedImage(store: self))
                let image = try await unikernel(in: root, reference, selector, limits)
                try await tag(root, as: reference)
                return image
            }
        } catch let error as DistributionError {
            throw error.about(reference.description)
        }
    }
}

/// A place in a store for an image that has no name yet.
private struct UnnamedImage: ImageDestination {
    let store: ImageStore

    func has(_ descriptor: Descriptor) -> Bool { store.holds(descriptor) }

    func take(
        _ descriptor: Descriptor, _ content: BlobContent, origin: ImageRepository?,
        progress: @escaping @Sendable (UInt64) -> Void
    ) async throws {
        try await store.ingest(descriptor, progress: progress) { offset in try await content.reader(from: offset) }
    }

    func take(_ manifest: FetchedManifest, isRoot: Bool) throws { try store.put(manifest) }

    func copying(_ body: @Sendable () async throws -> Void) async throws { try await body() }
}
