import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

/// Unikernels that are fetched: what is damaged or of no use leaves nothing, and takes no name from what was there.
@Suite("Pulling unikernels")
struct UnikernelPullTests {
    private let directory: Scratch
    private let store: ImageStore
    private let registry = FakeRegistry()

    init() throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
    }

    private func pull(_ reference: ImageReference) async throws -> UnikernelImage {
        try await store.pullUnikernel(
            from: RegistryImage(reference, client: client(registry)), as: reference, PlatformSelector())
    }

    private func kernel(_ text: String = "kernel") throws -> LayerFixture {
        try LayerFixture(files: ["unikraft/bin/kernel": text])
    }

    private func files() -> [String] {
        listDirectory(store.layout.blobs(.sha256)) + listDirectory(store.layout.incoming)
            + listDirectory(store.layout.layers)
    }

    @Test func aUnikernelGetsItsName() async throws {
        let reference = try kernel().image(in: registry, "registry.test/a:1")
        #expect(try await pull(reference).kernel?.range.count == 6)
        #expect(try store.images().map(\.name) == ["registry.test/a:1"])
    }

    @Test(arguments: ["truncated", "other tar", "no kernel", "damaged on the way"])
    func whatIsWrongLeavesNothing(fault: String) async throws {
        let good = try kernel()
        _ = try await pull(good.image(in: registry, "registry.test/good:1"))
        let before = files()
        let name = "registry.test/bad:1"
        let bad = try kernel("another")
        let reference: ImageReference
        switch fault {
        case "truncated": reference = try bad.image(in: registry, name, blob: bad.gzip.dropLast(9))
        case "other tar": reference = try bad.image(in: registry, name, diffID: .sha256(of: [1]))
        case "no kernel": reference = try LayerFixture(files: ["a": "b"]).image(in: registry, name)
        default:
            reference = try bad.image(in: registry, name)
            registry.inject(.corruptBody, times: 9) { $0.url.path.hasSuffix(bad.descriptor.digest.hex) }
        }
        do {
            _ = try await pull(reference)
            Issue.record("nothing was thrown")
        } catch let error as DistributionError {
            #expect([.damagedLayer, .digestMismatch, .unsupported].contains(error.code) && error.reference == name)
        }
        #expect(files() == before)
        #expect(try store.images().map(\.name) == ["registry.test/good:1"])
    }

    @Test func aNameThatWasThereStays() async throws {
        let reference = try kernel().image(in: registry, "registry.test/a:1")
        let manifest = try await pull(reference).manifest
        _ = try kernel("new").image(in: registry, "registry.test/a:1", diffID: .sha256(of: [1]))
        #expect(await code { _ = try await pull(reference) } == .digestMismatch)
        #expect(try await store.unikernel(reference, PlatformSelector()).manifest == manifest)
    }
}
