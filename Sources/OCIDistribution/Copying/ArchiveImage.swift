public import OCIModel
public import SystemPackage
public import TarArchive

/// An image in an archive, as a source: an image layout in a tar (`oci-archive`), or what `docker save` writes
/// (`docker-archive`). Nothing is unpacked: blobs are read from their places in the archive.
public struct ArchiveImage: ImageSource {
    private let path: FilePath
    private let root: FetchedManifest
    private let manifests: [Digest: [UInt8]]
    private let blobs: [Digest: BlobContent]

    /// nil: an archive is no registry.
    public var repository: ImageRepository? { nil }

    /// Opens an archive.
    ///
    /// - Parameters:
    ///   - path: The tar, without compression.
    ///   - name: The image that is wanted, when the archive has several: its reference or its tag.
    ///   - limits: Bounds on what is accepted from the archive.
    /// - Throws: ``DistributionError`` with the code `unsupported` when the file is no such archive, `notFound` or
    ///   `noMatch` when the image is not in it.
    public init(path: FilePath, name: String? = nil, limits: TarLimits = TarLimits()) throws(DistributionError) {
        let archive = try ArchiveFile(path, limits)
        self.path = path
        if archive.names.contains("index.json") {
            let contents = try LayoutArchive.read(archive, name)
            (root, manifests, blobs) = (contents.root, contents.manifests, contents.blobs)
        } else if archive.names.contains("manifest.json") {
            let contents = try DockerArchive.read(archive, name)
            (root, manifests, blobs) = (contents.root, contents.manifests, contents.blobs)
        } else {
            throw DistributionError(
                .unsupported,
                "the archive holds neither index.json of an image layout nor manifest.json of docker save",
                path: path)
        }
    }

    /// The manifest or index of the image.
    ///
    /// - Returns: The manifest.
    public func rootManifest() -> FetchedManifest { root }

    /// A manifest that an index names.
    ///
    /// - Parameter descriptor: The manifest.
    /// - Returns: The manifest, checked.
    /// - Throws: ``DistributionError`` when the archive does not hold it.
    public func manifest(_ descriptor: Descriptor) throws -> FetchedManifest {
        guard let bytes = manifests[descriptor.digest] else { throw missing(descriptor) }
        return try FetchedManifest(bytes, announcedType: descriptor.mediaType, digest: descriptor.digest)
    }

    /// The content of a blob.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: The content.
    /// - Throws: ``DistributionError`` when the archive does not hold it.
    public func content(of descriptor: Descriptor) throws -> BlobContent {
        guard let blob = blobs[descriptor.digest] else { throw missing(descriptor) }
        return blob
    }

    private func missing(_ descriptor: Descriptor) -> DistributionError {
        DistributionError(.notFound, "the archive does not hold the blob", digest: descriptor.digest, path: path)
    }
}

/// What was found in an archive.
struct ArchiveContents {
    var root: FetchedManifest
    var manifests: [Digest: [UInt8]]
    var blobs: [Digest: BlobContent]
}
