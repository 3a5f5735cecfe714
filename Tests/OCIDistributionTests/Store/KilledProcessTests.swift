import Foundation
import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

/// Processes use one store and are killed at moments that nobody chose.
@Suite("Store and killed processes")
struct KilledProcessTests {
    @Test func aStoreIsValidAfterEachKill() async throws {
        let directory = try Scratch()
        let path = directory.path.appending("store")
        for round in 0..<3 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<3 {
                    group.addTask {
                        await #expect(processExitsWith: .signal(SIGKILL)) {
                            [path = path.string as String, worker = worker as Int] in
                            try await StoreWorker(path: FilePath(path), number: worker).runUntilKilled()
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await check(try ImageStore(path: path), "round \(round)")
        }
        let store = try ImageStore(path: path)
        for image in try store.images() { _ = try await store.untag(#require(image.reference)) }
        try await store.prune()
        let files = run("find \(path) -type f ! -name '*.lock' -printf '%P\\n' | sort").output
        #expect(files == "index.json\noci-layout\n")
    }

    /// What has a name is whole, what lies under a digest has it, and nothing is left after pruning.
    private func check(_ store: ImageStore, _ round: Comment) async throws {
        func checkBlobs() throws {
            for name in listDirectory(store.layout.blobs(.sha256)) where !name.hasPrefix(".") {
                _ = try store.read(Digest(parsing: "sha256:\(name)"))
            }
        }
        try checkBlobs()
        let images = try store.images()
        for image in images {
            for blob in try store.manifest(image.descriptor).document.references {
                #expect(store.contains(blob.digest), round)
            }
        }
        for name in listDirectory(store.layout.layers) {
            let bytes = try FileContent.read(store.layout.layers.appending(name), limit: 1 << 24)
            #expect("sha256-\(Digest.sha256(of: bytes).hex).tar" == name, round)
        }
        try await store.prune()
        #expect(listDirectory(store.layout.incoming).isEmpty, round)
        #expect(!listDirectory(store.path).contains { $0.hasPrefix(".index") }, round)
        try checkBlobs()
        #expect(try store.images() == images, round)
    }
}

/// What one process does with a store: it pulls, names, inflates, packs, removes and prunes until it is killed.
private struct StoreWorker {
    let path: FilePath
    let number: Int

    func runUntilKilled() async throws {
        let store = try ImageStore(path: path, isDurable: false)
        let registry = FakeRegistry()
        var references: [ImageReference] = []
        for image in 0..<4 {
            // Two of the layers are the same for all processes, so that they meet at the same files.
            let text = "\(image < 2 ? 9 : number)-\(image)"
            let fixture = try LayerFixture(files: ["unikraft/bin/kernel": String(repeating: text, count: 60_000)])
            references.append(try fixture.image(in: registry, "registry.test/\(number)/i\(image):1"))
        }
        registry.inject(.slowBody(piece: 200, pause: .microseconds(200)), times: .max) { $0.isBlobDownload }
        let kernel = path.removingLastComponent().appending("kernel\(number)")
        try FileContent.write([UInt8](repeating: 7, count: 300_000 + number), to: kernel)
        let end = Task.detached {
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...300)))
            kill(getpid(), SIGKILL)
        }
        defer { end.cancel() }
        while true {
            let reference = references[Int.random(in: 0..<4)]
            switch Int.random(in: 0..<8) {
            case 0: _ = try await store.untag(reference)
            case 1: try await store.prune()
            case 2:
                let package = UnikernelPackage(kernel: kernel, platform: .qemu, architecture: .x86_64)
                try await store.pack(package, as: try ImageReference(parsing: "p\(number):1", defaults: .unikraft))
            case 3, 4:
                try await ImageCopier().copy(
                    from: RegistryImage(reference, client: client(registry)), to: StoreImage(reference, store: store))
                // Another process may have taken the name away in between.
                _ = try? await store.unikernel(reference, PlatformSelector())
            default:
                _ = try await store.pullLayers(
                    from: RegistryImage(reference, client: client(registry)), as: reference,
                    platform: PlatformSelector())
            }
        }
    }
}
