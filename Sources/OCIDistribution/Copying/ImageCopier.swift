public import OCIModel
public import UnikraftCore

/// Copies an image with all that it names, several blobs at a time.
public struct ImageCopier: Sendable {
    /// The number of blobs that are under way at once.
    public var parallelism = 3
    /// Told of each blob, under its abbreviated digest.
    public var progress: any ProgressReporter = SilentProgress()
    /// For which platform manifests of an index are copied; those that name none are copied too. nil takes any.
    public var platform: PlatformSelector?
    /// Which manifests of an index are copied besides; the others are left out, and the index stays as it is.
    public var selection: @Sendable (Descriptor) -> Bool = { _ in true }

    /// Creates a copier that copies everything.
    public init() {}

    /// Copies an image.
    ///
    /// - Parameters:
    ///   - source: Where it comes from.
    ///   - destination: Where it goes to.
    /// - Returns: The image's descriptor.
    /// - Throws: ``DistributionError``; `CancellationError`.
    @discardableResult
    public func copy(from source: any ImageSource, to destination: any ImageDestination) async throws -> Descriptor {
        do {
            let root = try await source.rootManifest()
            try await destination.copying {
                var copied: Set<Digest> = []
                try await copy(root, isRoot: true, from: source, to: destination, depth: 0, &copied)
            }
            return root.descriptor
        } catch var error as DistributionError {
            // What only names the repository is told with the tag.
            if error.reference == nil || error.reference == source.repository?.description {
                error.reference = source.displayName ?? error.reference
            }
            throw error
        }
    }

    private func copy(
        _ manifest: FetchedManifest, isRoot: Bool, from source: any ImageSource, to destination: any ImageDestination,
        depth: Int, _ copied: inout Set<Digest>
    ) async throws {
        // An index may name indexes; an endless chain of them has no end that anyone wants.
        guard depth <= 8 else {
            throw DistributionError(
                .invalidDocument, "indexes are nested more than eight deep", digest: manifest.descriptor.digest)
        }
        switch manifest.document {
        case .index(let index):
            let chosen = index.manifests.filter { descriptor in
                guard let platform, let found = descriptor.platform else { return selection(descriptor) }
                return platform.matches(found) && selection(descriptor)
            }
            guard !chosen.isEmpty || index.manifests.isEmpty else {
                throw DistributionError(
                    .noMatch,
                    "none of the image's \(index.manifests.count) manifests is for what is wanted: "
                        + (platform ?? PlatformSelector()).mismatch(index.manifests.map(\.platform)),
                    digest: manifest.descriptor.digest)
            }
            // What is named twice is copied once: indexes that name each other many times would never end.
            for descriptor in chosen where copied.insert(descriptor.digest).inserted {
                if descriptor.mediaType.role == .index || descriptor.mediaType.role == .manifest {
                    let child = try await source.manifest(descriptor)
                    try await copy(child, isRoot: false, from: source, to: destination, depth: depth + 1, &copied)
                } else {
                    try await copyBlobs([descriptor], from: source, to: destination)
                }
            }
        case .manifest(let document):
            try await copyBlobs([document.config] + document.layers, from: source, to: destination)
        }
        try await destination.take(manifest, isRoot: isRoot)
    }

    private func copyBlobs(
        _ descriptors: [Descriptor], from source: any ImageSource, to destination: any ImageDestination
    ) async throws {
        var seen: Set<Digest> = []
        let blobs = descriptors.filter { seen.insert($0.digest).inserted }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (position, blob) in blobs.enumerated() {
                if position >= max(parallelism, 1) { try await group.next() }
                group.addTask { try await copyBlob(blob, from: source, to: destination) }
            }
            try await group.waitForAll()
        }
    }

    private func copyBlob(
        _ blob: Descriptor, from source: any ImageSource, to destination: any ImageDestination
    ) async throws {
        let item = blob.digest.abbreviated
        let total = UInt64(blob.size)
        progress.report(ProgressEvent(item: item, kind: .started(total: total)))
        if try await !destination.has(blob) {
            let content = try await source.content(of: blob)
            try await destination.take(blob, content, origin: source.repository) { done in
                progress.report(ProgressEvent(item: item, kind: .advanced(done: done, total: total)))
            }
        }
        progress.report(ProgressEvent(item: item, kind: .finished))
    }
}
