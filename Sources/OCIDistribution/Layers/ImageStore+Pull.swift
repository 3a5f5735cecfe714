public import OCIModel
public import UnikraftCore

extension ImageStore {
    /// An image whose layers lie in a store as plain tars.
    public struct LayeredImage: Sendable {
        /// The manifest.
        public var manifest: FetchedManifest
        /// The configuration.
        public var configuration: ImageConfiguration
        /// The layers, the lowest first.
        public var layers: [StoredLayer]
    }

    /// How an image is pulled.
    public struct PullOptions: Sendable {
        /// The number of layers that are under way at once.
        public var parallelism = 3
        /// Bounds on what is accepted from a layer.
        public var limits = LayerLimits()
        /// Told of each blob, under its abbreviated digest.
        public var progress: any ProgressReporter = SilentProgress()

        /// Creates the usual options.
        public init() {}
    }

    /// Pulls a container image for one platform: each layer is checked, inflated and indexed while it arrives.
    ///
    /// What the store has is not fetched again.
    ///
    /// - Parameters:
    ///   - source: Where the image comes from.
    ///   - reference: The name that the image gets in the store.
    ///   - platform: Which manifest of an index is wanted.
    ///   - options: How it is pulled.
    /// - Returns: The image.
    /// - Throws: ``DistributionError``; `CancellationError`.
    public func pullLayers(
        from source: any ImageSource, as reference: ImageReference, platform: PlatformSelector,
        options: PullOptions = PullOptions()
    ) async throws -> LayeredImage {
        do {
            return try await addingAllOrNothing {
                let root = try await source.rootManifest()
                let manifest = try await choose(root, from: source, platform)
                guard case .manifest(let document) = manifest.document else {
                    throw DistributionError(
                        .invalidDocument, "an index names another index where an image was expected",
                        digest: manifest.descriptor.digest)
                }
                let image = try await pull(document, manifest, from: source, options)
                try put(manifest)
                try put(root)
                try await tag(root.descriptor, as: reference)
                return image
            }
        } catch let error as DistributionError {
            throw error.about(reference.description)
        }
    }

    private func choose(
        _ root: FetchedManifest, from source: any ImageSource, _ platform: PlatformSelector
    ) async throws -> FetchedManifest {
        guard case .index(let index) = root.document else { return root }
        guard let descriptor = platform.select(index.manifests).first else {
            throw DistributionError(
                .noMatch,
                "no manifest of the image is for what is wanted: " + platform.mismatch(index.manifests.map(\.platform)),
                digest: root.descriptor.digest)
        }
        return try await source.manifest(descriptor)
    }

    private func pull(
        _ document: ImageManifest, _ manifest: FetchedManifest, from source: any ImageSource, _ options: PullOptions
    ) async throws -> LayeredImage {
        try options.limits.check(document)
        for layer in document.layers {
            // Said before anything is fetched.
            guard [.layer(.none), .layer(.gzip)].contains(layer.mediaType.role) else {
                throw DistributionError.unsupportedLayer(layer)
            }
        }
        let content = try await source.content(of: document.config)
        try await ingest(document.config) { offset in try await content.reader(from: offset) }
        let configuration: ImageConfiguration = try JSONDocument.decode(
            try read(document.config.digest), "configuration", digest: document.config.digest)
        guard configuration.diffIDs.count == document.layers.count else {
            throw DistributionError(
                .invalidDocument,
                "the configuration names \(configuration.diffIDs.count) layers and the manifest \(document.layers.count)",
                digest: document.config.digest)
        }
        let pairs = Array(zip(document.layers, configuration.diffIDs).enumerated())
        var layers: [StoredLayer?] = Array(repeating: nil, count: pairs.count)
        try await withThrowingTaskGroup(of: (Int, StoredLayer).self) { group in
            for (position, (layer, diffID)) in pairs {
                if position >= max(options.parallelism, 1), let done = try await group.next() {
                    layers[done.0] = done.1
                }
                group.addTask { (position, try await self.pull(layer, diffID, from: source, options)) }
            }
            for try await done in group { layers[done.0] = done.1 }
        }
        return LayeredImage(manifest: manifest, configuration: configuration, layers: layers.compactMap(\.self))
    }

    /// Fetches a layer, and inflates it on other threads as it arrives.
    private func pull(
        _ descriptor: Descriptor, _ diffID: Digest, from source: any ImageSource, _ options: PullOptions
    ) async throws -> StoredLayer {
        let item = descriptor.digest.abbreviated
        let total = UInt64(descriptor.size)
        options.progress.report(ProgressEvent(item: item, kind: .started(total: total)))
        let content = try await source.content(of: descriptor)
        let follower = BlobFollower()
        let readsAlong = descriptor.mediaType.role != .layer(.none)
        async let layer =
            readsAlong ? self.layer(descriptor, diffID: diffID, source: follower, limits: options.limits) : nil
        do {
            let isNew = try await ingest(
                descriptor,
                progress: {
                    options.progress.report(ProgressEvent(item: item, kind: .advanced(done: $0, total: total)))
                }, follower: follower
            ) { offset in try await content.reader(from: offset) }
            if isNew, !readsAlong {
                markVerified(stored(descriptor.digest))
            } else if !isNew {
                try follower.begin(file(of: descriptor.digest), available: total)
                follower.end()
            }
        } catch {
            // The threads that read along end with this.
            follower.fail()
            throw error
        }
        var result: StoredLayer
        do {
            if let inflated = try await layer {
                result = inflated
            } else {
                result = try await self.layer(descriptor, diffID: diffID, limits: options.limits)
            }
            try verify(result.stored)
        } catch let error as DistributionError
            where error.code == .digestMismatch && error.path == layout.layer(diffID)
        {
            // It is aside now, and is made anew of its blob, which is hashed then.
            result = try await self.layer(descriptor, diffID: diffID, limits: options.limits)
        }
        options.progress.report(ProgressEvent(item: item, kind: .finished))
        return result
    }
}
