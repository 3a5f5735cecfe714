import Foundation
import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

@Suite("Store")
struct StoreTests {
    private let directory: Scratch
    private let store: ImageStore
    private let registry = FakeRegistry()

    init() throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
    }

    private func pull(_ image: FakeImage) async throws {
        try await ImageCopier().copy(
            from: RegistryImage(image.reference, client: client(registry)),
            to: StoreImage(image.reference, store: store))
    }

    private func incoming() -> [String] { listDirectory(store.layout.incoming) }

    private func blobs() -> [String] { listDirectory(store.layout.blobs(.sha256)) }

    @Test func anImageIsPulledAndFoundByName() async throws {
        let image = try FakeImage(in: registry)
        try await pull(image)
        #expect(try store.images().map(\.name) == ["registry.test/team/app:1"])
        #expect(try store.descriptor(of: image.reference)?.digest == image.manifest.descriptor.digest)
        #expect(try store.manifest(image.manifest.descriptor) == image.manifest)
        #expect(blobs().count == 3)
        #expect(incoming().isEmpty)
        let count = registry.requests.count
        try await pull(image)
        // Only the manifest is asked for again.
        #expect(registry.requests.count == count + 1)
    }

    @Test func contentThatDoesNotMatchIsNeverVisible() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<100))
        registry.inject(.corruptBody, times: 2) { $0.url.path.hasSuffix(image.layerDescriptor.digest.hex) }
        #expect(await code { try await pull(image) } == .digestMismatch)
        #expect(!store.contains(image.layerDescriptor.digest))
        // The configuration that came before it is gone too.
        #expect(blobs().isEmpty)
        #expect(!incoming().contains { $0.contains(image.layerDescriptor.digest.hex) })
        #expect(try store.images().isEmpty)
    }

    @Test func aBrokenPullGoesOnInTheNextOne() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        registry.inject(.brokenBody(after: 80)) {
            $0.isBlobDownload && $0.url.path.contains(image.layerDescriptor.digest.hex)
        }
        registry.inject(.refusedConnection, times: 9) { $0.headers["Range"] != nil }
        #expect(await code { try await pull(image) } == .connection)
        let other = FakeRegistry()
        _ = try FakeImage(in: other, layer: Array(0..<200))
        try await ImageCopier().copy(
            from: RegistryImage(image.reference, client: client(other)), to: StoreImage(image.reference, store: store))
        #expect(other.requests.contains { $0.headers["Range"] == "bytes=80-199" })
        #expect(try store.read(image.layerDescriptor.digest) == image.layer)
    }

    @Test func wrongBytesOfAnEarlierAttemptAreFetchedAnew() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        try directory.write("store/.swift-unikraft/incoming/sha256-\(image.layerDescriptor.digest.hex)", [9, 9, 9])
        try await pull(image)
        #expect(try store.read(image.layerDescriptor.digest) == image.layer)
    }

    @Test func manyTasksFetchABlobOnce() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        registry.inject(.slowBody(piece: 50, pause: .milliseconds(5)), times: 9) { $0.isBlobDownload }
        let (store, registry) = (store, registry)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let own = try ImageStore(path: store.path, isDurable: false)
                    try await ImageCopier().copy(
                        from: RegistryImage(image.reference, client: client(registry)),
                        to: StoreImage(image.reference, store: own))
                }
            }
            try await group.waitForAll()
        }
        #expect(registry.requests.filter { $0.url.path.contains(image.layerDescriptor.digest.hex) }.count == 1)
        #expect(incoming().isEmpty)
    }

    @Test func manyNamesAreGivenAtOnce() async throws {
        let descriptor = try store.put(Array("{}".utf8), mediaType: .empty)
        let store = store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                let reference = try ImageReference(parsing: "a:v\(number)", defaults: .unikraft)
                group.addTask { try await store.tag(descriptor, as: reference) }
            }
            try await group.waitForAll()
        }
        #expect(try store.images().count == 20)
    }

    @Test func removalKeepsWhatOthersNeed() async throws {
        let one = try FakeImage(in: registry)
        let two = try FakeImage(in: registry, "registry.test/team/other:1")
        let three = try FakeImage(in: registry, "registry.test/team/third:1", layer: Array("third".utf8))
        for image in [one, two, three] { try await pull(image) }
        #expect(blobs().count == 6)
        #expect(try await store.untag(one.reference))
        #expect(try await !store.untag(one.reference))
        #expect(try await store.prune() == ImageStore.PruneReport())
        #expect(try await store.untag(three.reference))
        let report = try await store.prune()
        #expect(report.files == 3 && report.bytes > 0)
        #expect(try store.read(two.layerDescriptor.digest) == two.layer)
    }

    @Test func pruningWaitsForThoseWhoAdd() async throws {
        let blob = Array("not yet named".utf8)
        let store = store
        let (started, gate) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
        let adding = Task {
            try await store.adding {
                let descriptor = try store.put(blob, mediaType: .empty)
                started.continuation.finish()
                for await _ in gate.stream {}
                try await store.tag(descriptor, as: try ImageReference(parsing: "a:b", defaults: .unikraft))
            }
        }
        for await _ in started.stream {}
        let pruning = Task { try await store.prune() }
        await Task.yield()
        gate.continuation.finish()
        try await adding.value
        #expect(try await pruning.value.files == 0)
        #expect(store.contains(.sha256(of: blob)))
    }

    @Test func aStoreCanBeMoved() async throws {
        let image = try FakeImage(in: registry)
        try await pull(image)
        #expect(run("mv \(directory.path)/store \(directory.path)/moved").status == 0)
        let moved = try ImageStore(path: directory.path.appending("moved"))
        #expect(try moved.read(image.layerDescriptor.digest) == image.layer)
        #expect(try moved.descriptor(of: image.reference) != nil)
    }

    @Test func aChangedBlobIsNoticed() async throws {
        let image = try FakeImage(in: registry)
        try await pull(image)
        try directory.write("store/blobs/sha256/\(image.manifest.descriptor.digest.hex)", Array("{}".utf8))
        #expect { try store.read(image.manifest.descriptor.digest) } throws: {
            ($0 as? DistributionError)?.code == .digestMismatch
        }
    }

    @Test func lookingMakesNoStore() async throws {
        let place = directory.path.appending("nostore")
        #expect(await code { _ = try ImageStore(existing: place) } == .notFound)
        #expect(await code { _ = try ImageStore(existing: directory.path) } == .notFound)
        #expect(directory.names() == ["store"])
    }

    /// What another tool wrote is read as it is, and gets what we need with the first change.
    @Test func anotherToolsLayoutIsAStore() async throws {
        #expect(run("mkdir \(directory.path)/layout").status == 0)
        try directory.write("layout/oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        let layout = try ImageStore(existing: directory.path.appending("layout"), isDurable: false)
        #expect(try layout.images().isEmpty)
        #expect(listDirectory(layout.path) == ["oci-layout"])
        try await layout.prune()
        let image = try FakeImage(in: registry)
        try await ImageCopier().copy(
            from: RegistryImage(image.reference, client: client(registry)),
            to: StoreImage(image.reference, store: layout))
        #expect(try layout.images().count == 1)
    }

    @Test func aDamagedIndexIsAnError() throws {
        try directory.write("store/index.json", Array("{\"manifests\":7}".utf8))
        #expect { try store.images() } throws: {
            let error = $0 as? DistributionError
            return error?.code == .invalidDocument && error?.path == store.layout.index
        }
        try directory.write("store/oci-layout", Array(#"{"imageLayoutVersion":"2.0.0"}"#.utf8))
        #expect { try ImageStore(path: store.path) } throws: { ($0 as? DistributionError)?.code == .unsupported }
    }

    @Test(.enabled(if: geteuid() == 0 && HostPrograms.has("mount")))
    func aFullDiskLeavesNothing() async throws {
        let path = directory.path.appending("small")
        #expect(run("mkdir \(path) && mount -t tmpfs -o size=64k tmpfs \(path)").status == 0)
        defer { _ = run("umount \(path)") }
        let small = try ImageStore(path: path.appending("store"))
        let image = try FakeImage(in: registry, layer: [UInt8](repeating: 7, count: 200_000))
        do {
            try await ImageCopier().copy(
                from: RegistryImage(image.reference, client: client(registry)),
                to: StoreImage(image.reference, store: small))
            Issue.record("nothing was thrown")
        } catch let error as DistributionError {
            #expect(error.code == .storage && error.description.contains("disk is full"))
        }
        #expect(!listDirectory(small.layout.incoming).contains { $0.contains(image.layerDescriptor.digest.hex) })
        #expect(!small.contains(image.layerDescriptor.digest))
    }
}
