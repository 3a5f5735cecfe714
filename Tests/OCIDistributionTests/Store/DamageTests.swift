import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

@Suite("Damage in a store")
struct DamageTests {
    private let directory: Scratch
    private let store: ImageStore
    private let registry = FakeRegistry()
    private let reference: ImageReference
    private let selector = PlatformSelector(.qemu, .x86_64)

    init() throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
        reference = try ImageReference(parsing: "registry.test/base:1", defaults: .unikraft)
    }

    private var image: RegistryImage { RegistryImage(reference, client: client(registry)) }
    private var output: FilePath { directory.path.appending("out") }
    private let kernel = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    /// Packs an image, puts it into the registry too, and gives the file of its kernel's layer.
    private func pack() async throws -> FilePath {
        try directory.write("kernel", kernel)
        let package = UnikernelPackage(
            kernel: directory.path.appending("kernel"), platform: .qemu, architecture: .x86_64)
        let root = try await store.pack(package, as: reference)
        try await ImageCopier().copy(from: StoreImage(reference, store: store), to: image)
        return store.file(of: try #require(try store.unikernels(in: root).first?.1.layers.first).digest)
    }

    private func flip(_ path: FilePath, at offset: Int) throws {
        var bytes = try FileContent.read(path, limit: 1 << 24)
        bytes[offset] ^= 1
        try FileContent.write(bytes, to: path)
    }

    private func unpack() async throws {
        try await store.unikernel(reference, selector).unpack(into: output)
    }

    @Test func aChangedBlobIsNotUnpackedAndIsFetchedAgain() async throws {
        let blob = try await pack()
        try flip(blob, at: 300_000)
        do {
            try await unpack()
            Issue.record("the damage was not noticed")
        } catch let error as DistributionError {
            #expect(error.code == .digestMismatch && error.path == blob)
            #expect(error.message.contains("pull the image again"), "\(error)")
        }
        #expect(!FileContent.exists(output.appending("unikraft/bin/kernel")))
        #expect(await code { try await unpack() } == .notFound)
        _ = try await store.pullUnikernel(from: image, as: reference, selector)
        try await unpack()
        #expect(try FileContent.read(output.appending("unikraft/bin/kernel"), limit: 1 << 24) == kernel)
        // What was put aside lies there until the store is pruned.
        #expect(listDirectory(store.layout.incoming).contains { $0.hasPrefix("damaged-") })
        try await store.prune()
        #expect(listDirectory(store.layout.incoming).isEmpty)
    }

    @Test func damageIsMendedByAnotherFetch() async throws {
        let blob = try await pack()
        try flip(blob, at: 300_000)
        var told: [DistributionError] = []
        let written = try await store.mendingDamage(damaged: { told.append($0) }) {
            try await store.pullUnikernel(from: image, as: reference, selector).unpack(into: output)
        }
        #expect(told.map(\.path) == [blob])
        #expect(!written.isEmpty)
        #expect(try FileContent.read(output.appending("unikraft/bin/kernel"), limit: 1 << 24) == kernel)
    }

    @Test func damageInARegistryIsNoReasonToTryAgain() async throws {
        let fixture = try LayerFixture(files: ["unikraft/bin/kernel": "kernel bytes"])
        let name = try fixture.image(
            in: registry, "registry.test/bad:1", blob: try LayerFixture(files: ["unikraft/bin/kernel": "other"]).gzip)
        let wanted = PlatformSelector(os: "linux", architecture: "x86_64")
        var attempts = 0
        let found = await code {
            try await store.mendingDamage {
                attempts += 1
                _ = try await store.pullUnikernel(
                    from: RegistryImage(name, client: client(registry)), as: name, wanted)
            }
        }
        #expect(found != nil && attempts == 1)
    }

    /// Root filesystems are made from ranges of layers, which nobody hashes.
    @Test func aChangedLayerIsNoticedBeforeItsRangesAreUsed() async throws {
        let fixture = try LayerFixture(files: ["etc/os": "made up"])
        let name = try fixture.image(in: registry, "registry.test/layers:1")
        let wanted = PlatformSelector(os: "linux", architecture: "x86_64")
        let pulled = try await store.pullLayers(
            from: RegistryImage(name, client: client(registry)), as: name, platform: wanted)
        let layer = try #require(pulled.layers.first?.path)
        let mark = store.layout.verified(fixture.diffID)
        let warm = { try await store.pullLayers(from: StoreImage(name, store: store), as: name, platform: wanted) }
        #expect(FileContent.exists(mark))
        for isFlipped in [true, true, false] {
            if isFlipped { try flip(layer, at: 514) } else { removeName(mark) }
            let image = try await warm()
            #expect(try FileContent.read(image.layers[0].path, limit: 1 << 20) == fixture.tar)
            #expect(FileContent.exists(mark))
        }
        #expect(listDirectory(store.layout.incoming).contains { $0.hasPrefix("damaged-layer-") })
        try flip(layer, at: 514)
        try flip(store.file(of: fixture.descriptor.digest), at: 30)
        #expect(await code { _ = try await warm() } == .digestMismatch)
        _ = try await store.untag(name)
        try await store.prune()
        #expect(!FileContent.exists(mark))
    }

    /// The padding behind a file belongs to the blob as well.
    @Test(arguments: [3, 511, 512, 600_511, 600_512 + 1023]) func aChangeAnywhereCounts(_ offset: Int) async throws {
        let blob = try await pack()
        try flip(blob, at: offset)
        #expect(await code { try await unpack() } == .digestMismatch)
    }

    @Test func aChangedBlobLeavesTheStoreByNoOtherWay() async throws {
        let blob = try await pack()
        let copy = try FileContent.read(blob, limit: 1 << 24)
        let archive = directory.path.appending("image.tar")
        try flip(blob, at: 300_000)
        #expect(await code { try await store.export(reference, to: archive) } == .digestMismatch)
        #expect(!FileContent.exists(archive))
        try FileContent.write(copy, to: blob)
        try flip(blob, at: 400_000)
        let other = try ImageReference(parsing: "registry.test/other:1", defaults: .unikraft)
        let target = RegistryImage(other, client: client(registry))
        #expect(
            await code { try await ImageCopier().copy(from: StoreImage(reference, store: store), to: target) }
                == .digestMismatch)
        #expect(await code { _ = try await target.rootManifest() } == .notFound)
        try FileContent.write(copy, to: blob)
        try await store.export(reference, to: archive)
    }

    @Test func aShortenedBlobIsFetchedAgain() async throws {
        let blob = try await pack()
        try FileContent.write(Array(kernel.prefix(1000)), to: blob)
        #expect(await code { try await store.export(reference, to: output) } == .sizeMismatch)
        _ = try await store.pullUnikernel(from: image, as: reference, selector)
        try await unpack()
    }

    @Test func aChangedManifestIsFetchedAgain() async throws {
        _ = try await pack()
        let root = try #require(try store.descriptor(of: reference))
        try flip(store.file(of: root.digest), at: 20)
        #expect(await code { try await unpack() } == .digestMismatch)
        _ = try await store.pullUnikernel(from: image, as: reference, selector)
        try await unpack()
    }

    @Test func aLayerThatIsChangedBesideItsBlobIsMadeAnew() async throws {
        let fixture = try LayerFixture(files: ["unikraft/bin/kernel": "kernel bytes"])
        let name = try fixture.image(in: registry, "registry.test/gzip:1")
        let wanted = PlatformSelector(os: "linux", architecture: "x86_64")
        let found = try await store.pullUnikernel(
            from: RegistryImage(name, client: client(registry)), as: name, wanted)
        let layer = try #require(found.kernel?.container)
        try flip(layer, at: 514)
        #expect(await code { try await found.unpack(into: output) } == .digestMismatch)
        try await store.unikernel(name, wanted).unpack(into: output)
        // A compressed blob is checked when it is inflated.
        removeName(layer)
        let blob = store.file(of: fixture.descriptor.digest)
        try flip(blob, at: 30)
        do {
            _ = try await store.unikernel(name, wanted)
            Issue.record("the damage was not noticed")
        } catch let error as DistributionError {
            #expect(error.code == .digestMismatch && error.path == blob, "\(error)")
        }
        _ = try await store.pullUnikernel(from: RegistryImage(name, client: client(registry)), as: name, wanted)
    }

    @Test func aReaderBeginsAnywhere() async throws {
        let blob = try await pack()
        let bytes = try FileContent.read(blob, limit: 1 << 24)
        let layer = try #require(try store.unikernels(in: store.descriptor(of: reference)!).first?.1.layers.first)
        for start in [0, 1, 512, 262_144, bytes.count - 1, bytes.count] {
            let read = try await store.content(of: layer).reader(from: UInt64(start))
            var found: [UInt8] = []
            while let piece = try await read() { found += piece }
            #expect(found.elementsEqual(bytes[start...]), "from \(start)")
        }
    }
}
