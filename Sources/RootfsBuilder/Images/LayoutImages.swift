public import DockerfileModel
import FoundationEssentials
import OCIModel
public import SystemPackage
import SystemSupport

/// Images of an image layout on disk (OCI Image Layout Specification), found by their names in its index.
public struct LayoutImages: BaseImageProvider {
    /// The directory of the layout.
    public var directory: FilePath
    /// Where inflated layers are kept.
    public var cache: RootfsCache

    private static let largestDocument = 4 << 20

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - directory: The directory of the layout.
    ///   - cache: Where inflated layers are kept.
    public init(_ directory: FilePath, cache: RootfsCache) {
        self.directory = directory
        self.cache = cache
    }

    /// See ``BaseImageProvider``. The empty reference means the only image of the layout.
    public func image(_ reference: String, platform: DockerfileModel.ImagePlatform) async throws -> BaseImage {
        let index = try document(ImageIndex.self, directory.appending("index.json"))
        var descriptor = try find(reference, index)
        var depth = 0
        while descriptor.mediaType.role == .index {
            depth += 1
            let nested = try document(ImageIndex.self, try blob(descriptor))
            guard depth < 4, let match = nested.manifests.first(where: { matches($0.platform, platform) }) else {
                throw unavailable(reference, "it has no variant for \(platform)")
            }
            descriptor = match
        }
        let manifest = try document(ImageManifest.self, try blob(descriptor))
        let configuration = try document(ImageConfiguration.self, try blob(manifest.config))
        guard matches(configuration.platform, platform) else {
            throw unavailable(reference, "it is for \(configuration.platform), not for \(platform)")
        }
        var layers: [BaseImage.Layer] = []
        for layer in manifest.layers {
            if case .layer(.zstd) = layer.mediaType.role {
                throw unavailable(reference, "a layer is compressed with zstd; convert the image to gzip")
            }
            layers.append(BaseImage.Layer(file: try cache.inflated(try blob(layer), digest: digest(of: layer))))
        }
        return BaseImage(digest: "\(manifest.config.digest)", layers: layers, settings: ImageSettings(configuration))
    }

    private func find(_ reference: String, _ index: ImageIndex) throws -> OCIModel.Descriptor {
        let names = index.manifests.map { $0.annotations["org.opencontainers.image.ref.name"] ?? "" }
        if reference.isEmpty, index.manifests.count == 1 { return index.manifests[0] }
        let wanted = [
            reference, reference + ":latest", reference.split(separator: ":").last.map(String.init) ?? reference,
        ]
        for name in wanted {
            if let place = names.firstIndex(of: name) { return index.manifests[place] }
        }
        throw unavailable(reference, "the layout has \(names.map { "'\($0)'" }.joined(separator: ", "))")
    }

    /// The digest to check; only SHA-256 is computed here.
    private func digest(of layer: OCIModel.Descriptor) -> String? {
        layer.digest.algorithm == .sha256 ? layer.digest.hex : nil
    }

    private func blob(_ descriptor: OCIModel.Descriptor) throws -> FilePath {
        let path = directory.appending("blobs").appending(descriptor.digest.algorithm.rawValue)
            .appending(descriptor.digest.hex)
        do {
            guard try fileSize(path) == UInt64(descriptor.size) else {
                throw RootfsError(.imageUnavailable, "the blob has not the size that its descriptor names", file: path)
            }
        } catch let error as RootfsError {
            throw error
        } catch {
            throw RootfsError(.imageUnavailable, "a blob of the image layout is missing", file: path, cause: error)
        }
        return path
    }

    private func document<Document: Decodable>(_ type: Document.Type, _ path: FilePath) throws -> Document {
        let bytes = try SmallFile.read(path, atMost: Self.largestDocument)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw RootfsError(.imageUnavailable, "the document of an image cannot be read", file: path, cause: error)
        }
    }

    private func matches(_ offered: OCIModel.ImagePlatform?, _ wanted: DockerfileModel.ImagePlatform) -> Bool {
        guard let offered else { return true }
        return offered.os == wanted.operatingSystem && offered.normalizedArchitecture == wanted.architecture
    }

    private func unavailable(_ reference: String, _ detail: String) -> RootfsError {
        RootfsError(.imageUnavailable, "the image '\(reference)' is not in the layout: \(detail)", file: directory)
    }
}
