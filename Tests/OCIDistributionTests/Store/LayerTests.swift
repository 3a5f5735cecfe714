import Foundation
import OCIModel
import SystemPackage
import TarArchive
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

@Suite("Layers")
struct LayerTests {
    private let directory: Scratch
    private let store: ImageStore
    private let registry = FakeRegistry()

    init() throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
    }

    private static func fixture() throws -> LayerFixture {
        try LayerFixture(files: ["etc/motd": "hello", "big": String(repeating: "0123456789", count: 150_000)])
    }

    private func pull(
        _ reference: ImageReference, _ change: (inout ImageStore.PullOptions) -> Void = { _ in }
    ) async throws -> ImageStore.LayeredImage {
        var options = ImageStore.PullOptions()
        change(&options)
        return try await store.pullLayers(
            from: RegistryImage(reference, client: client(registry)), as: reference,
            platform: PlatformSelector(os: "linux", architecture: "x86_64"), options: options)
    }

    private func leftovers() -> [String] { listDirectory(store.layout.incoming) + listDirectory(store.layout.layers) }

    @Test func aLayerIsInflatedAndIndexedWhileItArrives() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1")
        registry.inject(.slowBody(piece: 1000, pause: .microseconds(50))) {
            $0.url.path.contains(fixture.descriptor.digest.hex)
        }
        let image = try await pull(reference)
        let layer = try #require(image.layers.first)
        #expect(layer.index.entries.map { String(decoding: $0.path, as: UTF8.self) } == ["big", "etc/motd"])
        let motd = try #require(layer.index.entries.last)
        let read = try await BlobContent(file: layer.path, range: layer.range(of: motd)).reader()
        #expect(try await read() == Array("hello".utf8))
        #expect(listDirectory(store.layout.layers).count == 1)
        #expect(listDirectory(store.layout.incoming).isEmpty)
        // The second time nothing is fetched and nothing is inflated.
        let again = try await pull(reference)
        #expect(again.layers.first?.index.entries == layer.index.entries)
        #expect(registry.requests.filter { $0.isBlobDownload }.count == 2)
    }

    @Test func aResumedDownloadInflatesFromItsBeginning() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1")
        let half = fixture.gzip.count / 2
        try directory.write(
            "store/.swift-unikraft/incoming/sha256-\(fixture.descriptor.digest.hex)", fixture.gzip.prefix(half))
        #expect(try await pull(reference).layers.first?.index.entries.count == 2)
        #expect(registry.requests.contains { $0.headers["Range"] == "bytes=\(half)-\(fixture.gzip.count - 1)" })
    }

    @Test func wrongBytesInAnEarlierAttemptStartTheInflationAnew() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1")
        var wrong = Array(fixture.gzip.prefix(fixture.gzip.count / 2))
        wrong[wrong.count - 1] ^= 0x55
        try directory.write("store/.swift-unikraft/incoming/sha256-\(fixture.descriptor.digest.hex)", wrong)
        let found = await code { _ = try await pull(reference) }
        // Either the damage stops the inflation, or the new beginning comes first.
        #expect(found == nil || found == .damagedLayer)
        #expect(try await pull(reference).layers.first?.index.entries.count == 2)
    }

    @Test func severalLayersAndMembersAreTaken() async throws {
        let fixture = try Self.fixture()
        let half = fixture.tar.count / 2 / 512 * 512
        let members =
            try LayerFixture.compress(Array(fixture.tar[..<half])) + LayerFixture.compress(Array(fixture.tar[half...]))
        let reference = try fixture.image(in: registry, "registry.test/a:1", blob: members)
        #expect(try await pull(reference).layers.first?.index.entries.count == 2)
    }

    @Test func aTruncatedLayerIsRefused() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1", blob: fixture.gzip.dropLast(20))
        #expect(await code { _ = try await pull(reference) } == .damagedLayer)
        #expect(leftovers().isEmpty)
        #expect(try store.images().isEmpty)
    }

    @Test func aLayerThatIsNoGzipIsRefused() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1", blob: fixture.tar)
        #expect(await code { _ = try await pull(reference) } == .damagedLayer)
        #expect(leftovers().isEmpty)
    }

    @Test func dataAfterTheLayerIsRefused() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1", blob: fixture.gzip + Array("extra".utf8))
        #expect(await code { _ = try await pull(reference) } == .damagedLayer)
    }

    @Test func anotherDiffIDIsRefused() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1", diffID: .sha256(of: [1]))
        #expect(await code { _ = try await pull(reference) } == .digestMismatch)
        #expect(leftovers().isEmpty)
    }

    @Test func boundsStopABomb() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1")
        do {
            _ = try await pull(reference) { $0.limits.inflatedSize = 1 << 20 }
            Issue.record("the bomb was taken")
        } catch let error as DistributionError {
            #expect(error.code == .tooLarge && error.digest == fixture.descriptor.digest)
            #expect(error.reference == "registry.test/a:1" && "\(error)".contains("\(1 << 20) bytes"))
        }
        #expect(leftovers().isEmpty)
        #expect(await code { _ = try await pull(reference) { $0.limits.archive.entries = 1 } } == .damagedLayer)
        #expect(leftovers().isEmpty)
    }

    @Test func theUsualBoundGoesByTheCompressedLength() {
        var limits = LayerLimits()
        let (mebibyte, gibibyte) = (UInt64(1) << 20, UInt64(1) << 30)
        #expect(limits.inflatedSize(ofCompressed: 0) == gibibyte)
        #expect(limits.inflatedSize(ofCompressed: mebibyte) == gibibyte)
        #expect(limits.inflatedSize(ofCompressed: 10 * mebibyte) == 2000 * mebibyte)
        #expect(limits.inflatedSize(ofCompressed: 200 * mebibyte) == 16 * gibibyte)
        #expect(limits.inflatedSize(ofCompressed: .max) == 16 * gibibyte)
        limits.inflatedSize = 7
        #expect(limits.inflatedSize(ofCompressed: mebibyte) == 7)
    }

    @Test func aLayerThatDoesNotArriveEndsTheThreads() async throws {
        let fixture = try Self.fixture()
        let reference = try fixture.image(in: registry, "registry.test/a:1")
        registry.inject(.brokenBody(after: 500), times: 99) {
            $0.headers["Range"] == nil && $0.url.path.contains(fixture.descriptor.digest.hex)
        }
        registry.inject(.refusedConnection, times: 99) { $0.headers["Range"] != nil }
        #expect(await code { _ = try await pull(reference) } == .connection)
        #expect(listDirectory(store.layout.layers).isEmpty)
    }

    @Test(arguments: [
        (".wh.gone", Whiteout.name(Array("gone".utf8))), ("a/b/.wh.c", .name(Array("a/b/c".utf8))),
        ("a/.wh..wh..opq", .opaqueDirectory(Array("a".utf8))), (".wh..wh..opq", .opaqueDirectory([])),
        ("./.wh.x", .name(Array("x".utf8))),
    ])
    func whiteoutsAreRecognised(name: String, expected: Whiteout) throws {
        #expect(try Whiteout.mark(TarEntry(path: Array(name.utf8), kind: .regular, mode: 0)) == expected)
    }

    @Test(arguments: ["a", "a.wh.b", ".wh..wh.plnk/x", "wh.a"])
    func otherNamesAreNoWhiteouts(name: String) throws {
        #expect(try Whiteout.mark(TarEntry(path: Array(name.utf8), kind: .regular, mode: 0)) == nil)
    }

    @Test(arguments: ["a/.wh.", ".wh...", "../.wh.x"])
    func whiteoutsThatLeadOutAreRefused(name: String) {
        #expect(throws: TarError.self) { try Whiteout.mark(TarEntry(path: Array(name.utf8), kind: .regular, mode: 0)) }
    }
}
