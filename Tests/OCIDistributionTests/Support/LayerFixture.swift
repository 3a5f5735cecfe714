import Foundation
import Gzip
import OCIDistribution
import OCIModel
import TarArchive
import UnikraftTesting

/// A layer with a few files, as a tar and in gzip.
struct LayerFixture {
    let tar: [UInt8]
    let gzip: [UInt8]

    init(files: [String: String]) throws {
        var writer = TarWriter([UInt8]())
        for (name, content) in files.sorted(by: { $0.key < $1.key }) {
            let bytes = Array(content.utf8)
            try writer.append(
                TarEntry(path: Array(name.utf8), kind: .regular, mode: 0o644, size: UInt64(bytes.count)), content: bytes
            )
        }
        tar = try writer.finish()
        gzip = try Self.compress(tar)
    }

    static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        var deflater = try Deflater(level: 6)
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var consumed = 0
        while true {
            var output = buffer.mutableSpan
            let progress = try deflater.deflate(bytes.span.bytes.extracting(consumed...), into: &output, isLast: true)
            result += buffer[..<progress.produced]
            consumed += progress.consumed
            if progress.isFinished { return result }
        }
    }

    var diffID: Digest { .sha256(of: tar) }

    var descriptor: Descriptor { Self.descriptor(gzip) }

    static func descriptor(_ blob: [UInt8], _ type: MediaType = .gzipLayer) -> Descriptor {
        Descriptor(mediaType: type, digest: .sha256(of: blob), size: Int64(blob.count))
    }

    /// An image with this layer in a fake registry.
    func image(in registry: FakeRegistry, _ name: String, blob: [UInt8]? = nil, diffID: Digest? = nil) throws
        -> ImageReference
    {
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
