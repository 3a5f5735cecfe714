import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

/// Images that are made to keep a client busy, and copies that are interrupted.
@Suite("Copies")
struct CopyTests {
    private let directory: Scratch
    private let store: ImageStore
    private let registry = FakeRegistry()

    init() throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
    }

    private func pull(_ reference: ImageReference) async throws {
        try await ImageCopier().copy(
            from: RegistryImage(reference, client: client(registry)), to: StoreImage(reference, store: store))
    }

    @Test func indexesThatNameTheSameAgainAndAgainEnd() async throws {
        let image = try FakeImage(in: registry)
        var child = image.manifest
        for _ in 0..<7 {
            let index = try FetchedManifest(ImageIndex(manifests: Array(repeating: child.descriptor, count: 50)))
            registry.store(
                manifest: index.bytes, type: MediaType.index.rawValue, in: image.reference.repository.description,
                tag: "1")
            child = index
        }
        try await pull(image.reference)
        #expect(registry.requests.filter { $0.isManifest }.count == 8)
        #expect(try store.descriptor(of: image.reference)?.digest == child.descriptor.digest)
    }

    @Test(
        "A busy registry, and one that wants another login, cost nothing of what is there", arguments: [429, 503, 401])
    func whatArrivedIsKept(status: Int) async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        registry.inject(.brokenBody(after: 80)) {
            $0.isBlobDownload && $0.url.path.contains(image.layerDescriptor.digest.hex)
        }
        registry.inject(.status(status), times: 4) { $0.headers["Range"] != nil }
        await #expect(throws: DistributionError.self) { try await pull(image.reference) }
        let count = registry.requests.count
        // Some of the answers may be left.
        while await code({ try await pull(image.reference) }) != nil, registry.requests.count < count + 20 {}
        // The configuration is fetched beside the layer, and may come last.
        let layer = image.layerDescriptor.digest.hex
        let last = registry.requests.last { $0.isBlobDownload && $0.url.path.contains(layer) }
        #expect(last?.headers["Range"] == "bytes=80-199")
        #expect(try store.read(image.layerDescriptor.digest) == image.layer)
    }

    @Test func aMissingBlobIsNoMissingName() async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.status(404), times: 9) { $0.isBlobDownload }
        do {
            try await pull(image.reference)
            Issue.record("nothing was thrown")
        } catch let error as DistributionError {
            #expect(error.code == .notFound && error.digest != nil && error.description.contains("not complete"))
        }
        #expect(listDirectory(store.layout.incoming).isEmpty)
    }

    @Test func zstdIsRefusedBeforeAnythingIsFetched() async throws {
        let fixture = try LayerFixture(files: ["etc/motd": "x"])
        let name = try fixture.image(in: registry, "registry.test/a:1")
        guard case .manifest(var manifest) = try await client(registry).manifest(name).document else { return }
        manifest.layers[0].mediaType = .zstdLayer
        let changed = try FetchedManifest(manifest)
        registry.store(manifest: changed.bytes, type: MediaType.manifest.rawValue, in: "a", tag: "2")
        let second = try ImageReference(parsing: "registry.test/a:2", defaults: .dockerHub)
        do {
            _ = try await store.pullLayers(
                from: RegistryImage(second, client: client(registry)), as: second, platform: PlatformSelector())
            Issue.record("nothing was thrown")
        } catch let error as DistributionError {
            #expect(error.code == .unsupported && error.description.contains("--dest-compress-format gzip"))
        }
        #expect(!registry.requests.contains { $0.isBlobDownload })
    }

    @Test func zstdThatIsCalledGzipIsRecognised() async throws {
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD] + [UInt8](repeating: 0, count: 60)
        let fixture = try LayerFixture(files: ["etc/motd": "x"])
        let name = try fixture.image(in: registry, "registry.test/a:1", blob: frame)
        #expect(
            await code {
                _ = try await store.pullLayers(
                    from: RegistryImage(name, client: client(registry)), as: name, platform: PlatformSelector())
            } == .unsupported)
        #expect(listDirectory(store.layout.layers).isEmpty)
    }
}
