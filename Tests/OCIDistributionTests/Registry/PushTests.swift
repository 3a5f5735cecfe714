import OCIDistribution
import OCIModel
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Pushing to a registry")
struct PushTests {
    private let registry = FakeRegistry()
    private let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }

    private var descriptor: Descriptor {
        Descriptor(mediaType: .layer, digest: .sha256(of: bytes), size: Int64(bytes.count))
    }

    private func repository() throws -> ImageRepository {
        ImageRepository(
            registry: try RegistryName(parsing: "registry.test"), name: try RepositoryName(parsing: "team/app"))
    }

    private func upload(_ client: RegistryClient) async throws -> RegistryClient.UploadOutcome {
        try await client.upload(descriptor, BlobContent(bytes), to: try repository())
    }

    private var stored: [UInt8]? { registry.blob(descriptor.digest.description) }

    @Test func aBlobGoesInOnePart() async throws {
        #expect(try await upload(client(registry)) == .uploaded)
        #expect(stored == bytes)
        #expect(registry.requests.map(\.method) == [.head, .post, .put])
        #expect(try await upload(client(registry)) == .present)
    }

    @Test func aBlobGoesInSeveralParts() async throws {
        #expect(try await upload(client(registry) { $0.uploadChunkSize = 300 }) == .uploaded)
        #expect(stored == bytes)
        let ranges = registry.requests.filter { $0.method == .patch }.map { $0.headers["Content-Range"] }
        #expect(ranges == ["0-299", "300-599", "600-899", "900-999"])
    }

    @Test func anEmptyBlobIsSent() async throws {
        let empty = Descriptor(mediaType: .layer, digest: .sha256(of: []), size: 0)
        try await client(registry).upload(empty, BlobContent([]), to: try repository())
        #expect(registry.blob(empty.digest.description) == [])
        try await client(registry) { $0.uploadChunkSize = 9 }.upload(
            empty, BlobContent([]),
            to: ImageRepository(registry: try repository().registry, name: try RepositoryName(parsing: "b")))
    }

    @Test func aBrokenUploadGoesOnAtTheSessionsOffset() async throws {
        registry.inject(.brokenUpload(after: 400)) { $0.method == .put }
        #expect(try await upload(client(registry)) == .uploaded)
        #expect(stored == bytes)
        #expect(registry.requests.map(\.method) == [.head, .post, .put, .get, .patch, .put])
        #expect(registry.requests.first { $0.method == .patch }?.headers["Content-Range"] == "400-999")
    }

    @Test func aBrokenPartGoesOnAtTheSessionsOffset() async throws {
        registry.inject(.brokenUpload(after: 100)) { $0.method == .patch && $0.headers["Content-Range"] == "300-599" }
        #expect(try await upload(client(registry) { $0.uploadChunkSize = 300 }) == .uploaded)
        #expect(stored == bytes)
        #expect(registry.requests.contains { $0.headers["Content-Range"] == "400-699" })
    }

    @Test func aSessionThatIsGoneIsOpenedAnew() async throws {
        registry.inject(.brokenUpload(after: 400)) { $0.method == .put }
        registry.inject(.status(404)) { $0.method == .get }
        #expect(try await upload(client(registry)) == .uploaded)
        #expect(stored == bytes)
        #expect(registry.requests.filter { $0.method == .post }.count == 2)
    }

    @Test func aRegistryThatRefusesToGoOnGetsANewSession() async throws {
        registry.inject(.status(503)) { $0.method == .put }
        registry.inject(.status(416), times: 3) { $0.method == .patch }
        #expect(try await upload(client(registry, attempts: 3)) == .uploaded)
        #expect(stored == bytes)
    }

    @Test func aMissingDigestInTheAnswerIsNoFault() async throws {
        registry.inject(.header("Docker-Content-Digest", nil)) { $0.method == .put }
        #expect(try await upload(client(registry)) == .uploaded)
    }

    @Test func anotherDigestInTheAnswerIs() async throws {
        registry.inject(.header("Docker-Content-Digest", "sha256:" + String(repeating: "0", count: 64))) {
            $0.method == .put
        }
        #expect(await code { _ = try await upload(client(registry)) } == .digestMismatch)
    }

    @Test func anUploadOnAnotherHostGetsNoCredential() async throws {
        let registry = FakeRegistry(authentication: .basic(username: "alice", password: "s3cret"))
        let credential = FixedCredential(
            .password(username: "alice", password: "s3cret"), for: try repository().registry)
        registry.inject(.header("Location", "https://upload.example/session?x=1")) {
            $0.method == .post && $0.headers["Authorization"] != nil
        }
        registry.inject(.status(201)) { $0.url.host == "upload.example" }
        let client = client(registry, credentials: credential)
        #expect(try await client.upload(descriptor, BlobContent(bytes), to: try repository()) == .uploaded)
        let sent = try #require(registry.requests.last)
        #expect(
            sent.url.description
                == "https://upload.example/session?x=1&digest=\(HTTPURL.percentEncoded(descriptor.digest.description))")
        #expect(sent.headers["Authorization"] == nil)
    }

    @Test func aRelativeUploadAddressIsMeantFromTheAnswer() async throws {
        registry.inject(.header("Location", "session-1?a=b")) { $0.method == .post }
        #expect(try await upload(client(registry)) == .uploaded)
        #expect(registry.requests.last?.url.path == "/v2/team/app/blobs/uploads/session-1")
    }

    @Test func aMissingUploadAddressIsSaid() async throws {
        registry.inject(.header("Location", nil)) { $0.method == .post }
        #expect(await code { _ = try await upload(client(registry)) } == .refusedRedirect)
    }

    @Test func aRefusedMountFallsBackToSending() async throws {
        let outcome = try await client(registry).upload(
            descriptor, BlobContent(bytes), to: try repository(),
            mountingFrom: [try RepositoryName(parsing: "nobody/has-it")])
        #expect(outcome == .uploaded)
        #expect(stored == bytes)
    }

    @Test func tagsComePageByPage() async throws {
        let registry = FakeRegistry(pageSize: 3)
        for number in 0..<8 { registry.store(manifest: [UInt8(number)], type: "x", in: "team/app", tag: "v\(number)") }
        #expect(try await client(registry).tags(of: try repository()).map(\.description) == (0..<8).map { "v\($0)" })
        #expect(registry.requests.count == 3)
        registry.inject(.header("Link", "<https://evil.example/v2/x>; rel=\"next\"")) { $0.url.path.hasSuffix("/list") }
        #expect(await code { _ = try await client(registry).tags(of: try repository()) } == .refusedRedirect)
        registry.inject(.header("Link", "</v2/team/app/tags/list?n=3>; rel=\"next\""), times: 50) {
            $0.url.path.hasSuffix("/list")
        }
        #expect(try await client(registry).tags(of: try repository(), pageSize: 3).count >= 3)
    }

    @Test(arguments: [true, false])
    func referrersAreListed(hasInterface: Bool) async throws {
        let registry = FakeRegistry(supportsReferrers: hasInterface)
        let image = try FakeImage(in: registry)
        let empty = Descriptor(mediaType: .empty, digest: .sha256(of: Array("{}".utf8)), size: 2)
        let signature = try FetchedManifest(
            ImageManifest(
                config: empty, layers: [], artifactType: "application/x-signature", subject: image.manifest.descriptor))
        let client = client(registry)
        let location = image.reference.location
        let subject = image.manifest.descriptor.digest
        #expect(try await client.referrers(of: subject, in: location).isEmpty)
        let reference = ImageReference(
            registry: location.registry, repository: location.name, digest: signature.descriptor.digest)
        try await client.put(signature, as: reference)
        try await client.put(signature, as: reference)
        #expect(try await client.referrers(of: subject, in: location).map(\.digest) == [signature.descriptor.digest])
        if !hasInterface {
            #expect(
                try await client.referrers(of: subject, in: location, artifactType: "application/x-signature").count
                    == 1)
            #expect(try await client.referrers(of: subject, in: location, artifactType: "other").isEmpty)
        }
    }

    @Test func manifestsAndBlobsAreDeleted() async throws {
        let image = try FakeImage(in: registry)
        let client = client(registry)
        try await client.deleteManifest(image.reference.pinned(to: image.manifest.descriptor.digest))
        #expect(await code { _ = try await client.manifest(image.reference) } == .notFound)
        #expect(await code { try await client.deleteManifest(image.reference) } == .notFound)
        try await client.deleteBlob(image.layerDescriptor.digest, in: image.reference.location)
        #expect(try await !client.hasBlob(image.layerDescriptor.digest, in: image.reference.location))
    }
}
