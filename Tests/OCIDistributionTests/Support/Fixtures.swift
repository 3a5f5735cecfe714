import Foundation
import OCIDistribution
import OCIModel
import UnikraftCore
import UnikraftTesting

/// A small image in a fake registry.
struct FakeImage {
    let config: [UInt8]
    let layer: [UInt8]
    let manifest: FetchedManifest
    let reference: ImageReference

    /// Stores an image with one plain layer.
    init(in registry: FakeRegistry, _ name: String = "registry.test/team/app:1", layer: [UInt8] = Array("layer".utf8))
        throws
    {
        reference = try ImageReference(parsing: name, defaults: .dockerHub)
        let repository = reference.repository.description
        self.layer = layer
        let configuration = ImageConfiguration(
            platform: ImagePlatform(architecture: "amd64", os: "linux"), diffIDs: [Digest.sha256(of: layer)])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        config = Array(try encoder.encode(configuration))
        manifest = try FetchedManifest(
            ImageManifest(
                config: Descriptor(mediaType: .configuration, digest: .sha256(of: config), size: Int64(config.count)),
                layers: [Descriptor(mediaType: .layer, digest: .sha256(of: layer), size: Int64(layer.count))]))
        registry.store(blob: config, in: repository)
        registry.store(blob: layer, in: repository)
        registry.store(
            manifest: manifest.bytes, type: manifest.descriptor.mediaType.rawValue, in: repository,
            tag: reference.tag?.description)
    }

    var layerDescriptor: Descriptor {
        Descriptor(mediaType: .layer, digest: .sha256(of: layer), size: Int64(layer.count))
    }
}

/// A client that does not wait between attempts.
func client(
    _ registry: any HTTPTransport, credentials: any CredentialProvider = NoCredentials(), attempts: Int = 4,
    _ change: (inout RegistryConfiguration) -> Void = { _ in }
) -> RegistryClient {
    var configuration = RegistryConfiguration()
    configuration.retryPolicy = RetryPolicy(attempts: attempts, sleep: { _ in try Task.checkCancellation() })
    change(&configuration)
    return RegistryClient(transport: registry, credentials: credentials, configuration: configuration)
}

extension HTTPRequest {
    var isBlobDownload: Bool { method == .get && url.path.contains("/blobs/sha256") }
    var isManifest: Bool { url.path.contains("/manifests/") }
}

/// The code of the error that a body throws; nil when it throws none.
func code(_ body: () async throws -> Void) async -> DistributionError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? DistributionError)?.code ?? DistributionError.Code(unexpected: error)
    }
}

extension DistributionError.Code {
    init?(unexpected error: any Error) {
        print("unexpected error: \(error)")
        self = .configuration
    }
}
