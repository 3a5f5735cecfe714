public import OCIModel

/// An image that a program makes, in memory, as a source to copy from.
public struct MemoryImage: ImageSource {
    private let root: FetchedManifest
    private let blobs: [Digest: [UInt8]]

    /// nil: memory is no registry.
    public var repository: ImageRepository? { nil }

    /// Makes an image.
    ///
    /// - Parameters:
    ///   - layers: The layers as tar archives without compression, the lowest first.
    ///   - platform: What the image is made for.
    ///   - config: What it runs, and how.
    ///   - annotations: Free text by name.
    /// - Throws: ``DistributionError`` when the configuration or the manifest cannot be written.
    public init(
        layers: [[UInt8]], platform: ImagePlatform, config: ExecutionParameters = ExecutionParameters(),
        annotations: [String: String] = [:]
    ) throws(DistributionError) {
        var blobs: [Digest: [UInt8]] = [:]
        func add(_ bytes: [UInt8], _ mediaType: MediaType) -> Descriptor {
            let digest = Digest.sha256(of: bytes)
            blobs[digest] = bytes
            return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
        }
        let descriptors = layers.map { add($0, .layer) }
        let configuration = ImageConfiguration(platform: platform, config: config, diffIDs: descriptors.map(\.digest))
        let document = add(try JSONDocument.encode(configuration), .configuration)
        root = try FetchedManifest(
            ImageManifest(config: document, layers: descriptors, annotations: annotations))
        self.blobs = blobs
    }

    /// The manifest of the image.
    ///
    /// - Returns: The manifest.
    public func rootManifest() -> FetchedManifest { root }

    /// There is no other manifest.
    ///
    /// - Parameter descriptor: The manifest.
    /// - Returns: The manifest of the image, when it is that one.
    /// - Throws: ``DistributionError`` for any other.
    public func manifest(_ descriptor: Descriptor) throws -> FetchedManifest {
        guard descriptor.digest == root.descriptor.digest else { throw missing(descriptor) }
        return root
    }

    /// The content of a blob.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: The content.
    /// - Throws: ``DistributionError`` when the image does not hold it.
    public func content(of descriptor: Descriptor) throws -> BlobContent {
        guard let bytes = blobs[descriptor.digest] else { throw missing(descriptor) }
        return BlobContent(bytes)
    }

    private func missing(_ descriptor: Descriptor) -> DistributionError {
        DistributionError(.notFound, "the image does not hold the blob", digest: descriptor.digest)
    }
}
