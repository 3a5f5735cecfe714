import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

/// Names with a tag and a digest: the digest says what is meant, and the tag stays where it is.
@Suite("Store: names with a digest")
struct PinnedNameTests {
    private let directory: Scratch
    private let store: ImageStore
    private let registry = FakeRegistry()
    private let old: FakeImage
    private let new: FakeImage

    init() async throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
        old = try FakeImage(in: registry, layer: Array("old".utf8))
        new = try FakeImage(in: registry, layer: Array("new".utf8))
        try await pull(new.reference)
    }

    private var pinned: ImageReference { old.reference.pinned(to: old.manifest.descriptor.digest) }

    private func pull(_ reference: ImageReference) async throws {
        try await ImageCopier().copy(
            from: RegistryImage(reference, client: client(registry)), to: StoreImage(reference, store: store))
    }

    @Test func pullingOneLeavesTheTag() async throws {
        try await pull(pinned)
        #expect(try store.descriptor(of: new.reference)?.digest == new.manifest.descriptor.digest)
        #expect(try store.descriptor(of: pinned)?.digest == old.manifest.descriptor.digest)
        let digest = old.manifest.descriptor.digest
        #expect(
            try store.images().map(\.name) == ["registry.test/team/app:1", "registry.test/team/app@\(digest)"])
        try await store.prune()
        #expect(try StoreImage(pinned, store: store).rootManifest() == old.manifest)
    }

    @Test func pullingTheLayersOfOneLeavesTheTag() async throws {
        let fixture = try LayerFixture(files: ["etc/motd": "x"])
        let name = try fixture.image(in: registry, "registry.test/team/app:1")
        let digest = try await client(registry).manifest(name).descriptor.digest
        _ = try await store.pullLayers(
            from: RegistryImage(name.pinned(to: digest), client: client(registry)), as: name.pinned(to: digest),
            platform: PlatformSelector())
        #expect(try store.descriptor(of: name)?.digest == new.manifest.descriptor.digest)
        #expect(try store.descriptor(of: name.pinned(to: digest))?.digest == digest)
    }

    @Test func removingOneLeavesATagOfSomethingElse() async throws {
        try await pull(pinned)
        #expect(try await store.untag(pinned))
        #expect(try await !store.untag(pinned))
        #expect(try store.images().map(\.name) == ["registry.test/team/app:1"])
        // The tag goes with the digest that it stands for.
        #expect(try await store.untag(new.reference.pinned(to: new.manifest.descriptor.digest)))
        #expect(try store.images().isEmpty)
    }

    @Test func anotherImageDoesNotGetTheName() async throws {
        #expect(await code { try await store.tag(new.manifest.descriptor, as: pinned) } == .digestMismatch)
        let kernel = try directory.write("kernel", [1])
        let package = UnikernelPackage(kernel: kernel, platform: .qemu, architecture: .x86_64)
        #expect(await code { try await store.pack(package, as: pinned) } == .configuration)
        #expect(try store.images().map(\.name) == ["registry.test/team/app:1"])
    }
}
