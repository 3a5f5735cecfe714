import OCIModel
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

@Suite("Fetching from a registry")
struct FetchTests {
    private let registry = FakeRegistry()

    private func read(_ image: FakeImage, _ client: RegistryClient) async throws -> [UInt8] {
        try await client.blob(image.layerDescriptor, from: image.reference.location)
    }

    @Test func aTagIsResolved() async throws {
        let image = try FakeImage(in: registry)
        #expect(try await client(registry).resolve(image.reference) == image.manifest.descriptor)
        #expect(registry.log == ["HEAD /v2/team/app/manifests/1"])
    }

    @Test func aHeadThatSaysTooLittleIsMadeUpFor() async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.header("Docker-Content-Digest", nil)) { $0.method == .head }
        #expect(try await client(registry).resolve(image.reference).digest == image.manifest.descriptor.digest)
        #expect(registry.log.count == 2)
    }

    @Test func aManifestIsChecked() async throws {
        let image = try FakeImage(in: registry)
        let pinned = image.reference.pinned(to: image.manifest.descriptor.digest)
        #expect(try await client(registry).manifest(pinned) == image.manifest)
        registry.inject(.corruptBody) { $0.isManifest }
        #expect(await code { _ = try await client(registry).manifest(pinned) } == .digestMismatch)
        registry.inject(.header("Docker-Content-Digest", "sha256:" + String(repeating: "0", count: 64))) {
            $0.isManifest
        }
        #expect(await code { _ = try await client(registry).manifest(image.reference) } == .digestMismatch)
    }

    @Test func aWrongContentTypeDoesNotMatter() async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.header("Content-Type", "text/plain; charset=utf-8")) { $0.isManifest }
        #expect(try await client(registry).manifest(image.reference).descriptor.mediaType == .manifest)
    }

    @Test func anEndlessManifestIsRefused() async throws {
        let reference = try ImageReference(parsing: "registry.test/a:b", defaults: .dockerHub)
        registry.store(manifest: [UInt8](repeating: 32, count: 5 << 20), type: "a/b", in: "a", tag: "b")
        #expect(await code { _ = try await client(registry).manifest(reference) } == .tooLarge)
    }

    @Test func whatIsMissingIsNamed() async throws {
        let reference = try ImageReference(parsing: "registry.test/a:b", defaults: .dockerHub)
        do {
            _ = try await client(registry).manifest(reference)
            Issue.record("nothing was thrown")
        } catch let error as DistributionError {
            #expect(error.code == .notFound)
            #expect(error.status == 404)
            #expect(error.reference == "registry.test/a")
            #expect(error.registryErrors.first?.code == "MANIFEST_UNKNOWN")
            #expect(error.description.contains("MANIFEST_UNKNOWN"))
        }
    }

    @Test func aBrokenDownloadGoesOnWhereItStopped() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        registry.inject(.brokenBody(after: 50)) { $0.isBlobDownload }
        registry.inject(.shortBody(30)) { $0.headers["Range"] == "bytes=50-199" }
        #expect(try await read(image, client(registry)) == image.layer)
        #expect(registry.requests.map { $0.headers["Range"] } == [nil, "bytes=50-199", "bytes=80-199"])
    }

    @Test func aRegistryWithoutRangesSendsItAllAgain() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        registry.inject(.brokenBody(after: 50)) { $0.isBlobDownload }
        registry.inject(.ignoredRange) { $0.headers["Range"] != nil }
        #expect(try await read(image, client(registry)) == image.layer)
    }

    @Test func aDownloadThatNeverAdvancesEnds() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        registry.inject(.brokenBody(after: 0), times: 100) { $0.isBlobDownload }
        #expect(await code { _ = try await read(image, client(registry)) } == .connection)
        #expect(registry.requests.count == 4)
    }

    @Test func contentIsChecked() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        registry.inject(.corruptBody) { $0.isBlobDownload }
        #expect(await code { _ = try await read(image, client(registry)) } == .digestMismatch)
        var short = image.layerDescriptor
        short.size = 199
        #expect(
            await code { _ = try await client(registry).blob(short, from: image.reference.location) } == .sizeMismatch)
        var long = image.layerDescriptor
        long.size = 201
        #expect(
            await code { _ = try await client(registry).blob(long, from: image.reference.location) } == .sizeMismatch)
    }

    @Test func aSlowBodyIsReadToItsEnd() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<100))
        registry.inject(.slowBody(piece: 7, pause: .microseconds(10))) { $0.isBlobDownload }
        #expect(try await read(image, client(registry)) == image.layer)
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func passingStatusesAreTriedAgain(status: Int) async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.status(status), times: 2) { $0.isManifest }
        #expect(try await client(registry).manifest(image.reference) == image.manifest)
        #expect(registry.requests.count == 3)
    }

    @Test(arguments: [400, 403, 404, 405, 501])
    func lastingStatusesAreNot(status: Int) async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.status(status), times: 2) { $0.isManifest }
        #expect(await code { _ = try await client(registry).manifest(image.reference) } != nil)
        #expect(registry.requests.count == 1)
    }

    @Test func theServerSaysHowLongToWait() async throws {
        let image = try FakeImage(in: registry)
        let pauses = Recorder<Duration>()
        registry.inject(.status(429, headers: ["Retry-After": "7"])) { $0.isManifest }
        let client = client(registry) { configuration in
            configuration.retryPolicy = RetryPolicy(firstPause: .milliseconds(1)) { pauses.append($0) }
        }
        _ = try await client.manifest(image.reference)
        #expect(pauses.values == [.seconds(7)])
    }

    @Test func aLongPauseIsNotWaitedFor() async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.status(429, headers: ["Retry-After": "3600"]), times: 9) { $0.isManifest }
        do {
            _ = try await client(registry).manifest(image.reference)
            Issue.record("it was answered")
        } catch let error as DistributionError {
            #expect(error.code == .rateLimited && error.retryAfter == .seconds(3600))
            #expect("\(error)".contains("it asks to wait 60 min"), "\(error)")
        }
        #expect(registry.requests.count == 1)
        // The same holds while a blob is fetched.
        registry.inject(.status(503, headers: ["Retry-After": "86400"]), times: 9) { $0.isBlobDownload }
        let before = registry.requests.count
        #expect(await code { _ = try await read(image, client(registry)) } == .unexpectedAnswer)
        #expect(registry.requests.count == before + 1)
    }

    @Test func eachPauseIsTold() async throws {
        struct Reporter: ProgressReporter {
            let events = Recorder<ProgressEvent>()
            func report(_ event: ProgressEvent) { events.append(event) }
        }
        let image = try FakeImage(in: registry)
        let reporter = Reporter()
        registry.inject(.status(429, headers: ["Retry-After": "4"])) { $0.isManifest }
        registry.inject(.refusedConnection) { $0.isManifest }
        _ = try await client(registry) { $0.progress = reporter }.manifest(image.reference)
        let texts = reporter.events.values.map { event in
            if case .warning(let text) = event.kind { "\(event.item): \(text)" } else { "" }
        }
        #expect(texts.contains("registry.test: registry.test is busy; trying again in 4 s"), "\(texts)")
        #expect(texts.count == 2 && texts.contains { $0.contains("gave no complete answer") }, "\(texts)")
    }

    @Test(arguments: zip([0.43, 1, 7.2, 120, 121, 3600, 7200, 7201], [0.5, 1, 8, 120, 3, 60, 120, 3]))
    func pausesAreSaidInFewDigits(seconds: Double, number: Double) {
        let unit = seconds <= 120 ? "s" : seconds <= 7200 ? "min" : "h"
        let text = number < 1 ? "\(number)" : "\(Int(number))"
        #expect(Duration.seconds(seconds).forPeople == "\(text) \(unit)")
    }

    @Test func attemptsEnd() async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.status(429), times: 100) { $0.isManifest }
        #expect(await code { _ = try await client(registry, attempts: 3).manifest(image.reference) } == .rateLimited)
        #expect(registry.requests.count == 3)
    }

    @Test func aConnectionThatIsRefusedIsTriedAgain() async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.refusedConnection, times: 2) { $0.isManifest }
        #expect(try await client(registry).manifest(image.reference) == image.manifest)
        registry.inject(.refusedConnection, times: 9) { $0.isManifest }
        #expect(await code { _ = try await client(registry).manifest(image.reference) } == .connection)
    }

    @Test func cancellationEndsADownload() async throws {
        let image = try FakeImage(in: registry, layer: Array(0..<200))
        registry.inject(.slowBody(piece: 1, pause: .seconds(60))) { $0.isBlobDownload }
        let task = Task { try await read(image, client(registry)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
