import FoundationEssentials
import Gzip
import OCIDistribution
public import OCIModel

/// A layer of an image with a few files, as a tar and in gzip.
public struct LayerFixture: Sendable {
    /// The layer without compression.
    public let tar: [UInt8]
    /// The layer as a registry has it.
    public let gzip: [UInt8]

    /// Makes a layer.
    ///
    /// - Parameter files: Names and contents.
    /// - Throws: `TarError` when a name cannot stand in an archive.
    public init(files: [String: String]) throws {
        tar = try ArchiveFixture.tar(files)
        gzip = try Self.compress(tar)
    }

    package static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        var deflater = try Deflater(level: 6)
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var consumed = 0
        while true {
            var output = buffer.mutableSpan
            let progress = try unsafe deflater.deflate(
                bytes.span.bytes.extracting(consumed...), into: &output, isLast: true)
            result += buffer[..<progress.produced]
            consumed += progress.consumed
            if progress.isFinished { return result }
        }
    }

    /// The digest of the layer without compression.
    public var diffID: Digest { .sha256(of: tar) }

    /// What a manifest says of the layer.
    public var descriptor: Descriptor { Self.descriptor(gzip) }

    package static func descriptor(_ blob: [UInt8], _ type: MediaType = .gzipLayer) -> Descriptor {
        Descriptor(mediaType: type, digest: .sha256(of: blob), size: Int64(blob.count))
    }

    /// Puts an image with this layer into a fake registry.
    ///
    /// - Parameters:
    ///   - registry: The registry.
    ///   - name: The image's name; its tag is `1`.
    ///   - blob: What the registry has in place of the layer, for a layer that is damaged.
    ///   - diffID: What the configuration says of the layer, in place of the truth.
    /// - Returns: The image's name.
    /// - Throws: `OCIModelError` when the name is none.
    public func image(
        in registry: FakeRegistry, _ name: String, blob: [UInt8]? = nil, diffID: Digest? = nil
    ) throws -> ImageReference {
        let reference = try ImageReference(parsing: name, defaults: .dockerHub)
        let repository = reference.repository.description
        let configuration = ImageConfiguration(
            platform: ImagePlatform(architecture: "amd64", os: "linux"), diffIDs: [diffID ?? self.diffID])
        let config = Array(try JSONEncoder().encode(configuration))
        let manifest = try FetchedManifest(
            ImageManifest(config: Self.descriptor(config, .configuration), layers: [Self.descriptor(blob ?? gzip)]))
        registry.store(blob: config, in: repository)
        registry.store(blob: blob ?? gzip, in: repository)
        registry.store(manifest: manifest.bytes, type: MediaType.manifest.rawValue, in: repository, tag: "1")
        return reference
    }
}
