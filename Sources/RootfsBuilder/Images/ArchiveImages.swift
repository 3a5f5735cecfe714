public import DockerfileModel
import OCIDistribution
import OCIModel
public import SystemPackage

/// Images of an archive: an image layout in a tar (`oci-archive`), or what `docker save` writes (`docker-archive`), plain
/// or compressed with gzip.
public struct ArchiveImages: BaseImageProvider {
    /// The archive.
    public var archive: FilePath
    /// Where its layers are kept, inflated.
    public var cache: RootfsCache

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - archive: The archive.
    ///   - cache: Where its layers are kept, inflated.
    public init(_ archive: FilePath, cache: RootfsCache) {
        self.archive = archive
        self.cache = cache
    }

    /// See ``BaseImageProvider``. The empty reference means the only image of the archive.
    public func image(_ reference: String, platform: DockerfileModel.ImagePlatform) async throws -> BaseImage {
        do {
            let source = try ArchiveImage(
                path: try cache.inflated(archive), name: reference.isEmpty ? nil : reference)
            let store = try ImageStore(path: cache.directory.appending("images"), isDurable: false)
            // A name is what a store needs to keep an image; the next archive may have it.
            let name = try ImageReference(parsing: "localhost/archive:latest", defaults: .dockerHub)
            let selector = PlatformSelector(os: platform.operatingSystem, architecture: platform.architecture)
            let image = try await store.pullLayers(from: source, as: name, platform: selector)
            return BaseImage(
                digest: "\(image.manifest.descriptor.digest)",
                layers: image.layers.map { BaseImage.Layer(file: $0.path, index: $0.index) },
                settings: ImageSettings(image.configuration))
        } catch let error as DistributionError {
            throw RootfsError(
                .imageUnavailable, "the image in the archive cannot be had", file: archive, cause: error)
        }
    }
}
