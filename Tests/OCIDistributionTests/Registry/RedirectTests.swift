import OCIModel
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

@Suite("Redirects, mirrors and hosts")
struct RedirectTests {
    private let registry = FakeRegistry(authentication: .basic(username: "alice", password: "s3cret"))

    private func alice(_ host: String = "registry.test") throws -> FixedCredential {
        FixedCredential(.password(username: "alice", password: "s3cret"), for: try RegistryName(parsing: host))
    }

    @Test func aRedirectToAnotherHostGetsNoCredential() async throws {
        let image = try FakeImage(in: registry)
        let path = "/v2/team/app/blobs/\(image.layerDescriptor.digest)"
        registry.inject(.redirect("https://storage.example\(path)?signature=x")) {
            $0.isBlobDownload && $0.headers["Authorization"] != nil
        }
        registry.inject(.status(200, body: "layer")) { $0.url.host == "storage.example" }
        let bytes = try await client(registry, credentials: try alice()).blob(
            image.layerDescriptor, from: image.reference.location)
        #expect(bytes == image.layer)
        #expect(registry.requests.last?.url.description == "https://storage.example\(path)?signature=x")
        #expect(registry.requests.last?.headers["Authorization"] == nil)
    }

    @Test func aChallengeOfAnotherHostIsNotAnswered() async throws {
        let image = try FakeImage(in: registry)
        registry.inject(.redirect("https://evil.example/x")) { $0.isBlobDownload && $0.headers["Authorization"] != nil }
        let client = client(registry, credentials: try alice())
        #expect(await code { _ = try await client.blob(image.layerDescriptor, from: image.reference.location) } != nil)
        #expect(
            registry.requests.filter { $0.url.host == "evil.example" }.allSatisfy { $0.headers["Authorization"] == nil }
        )
    }

    @Test func aRelativeRedirectIsFollowed() async throws {
        let registry = FakeRegistry()
        let image = try FakeImage(in: registry)
        registry.inject(.redirect("./\(image.layerDescriptor.digest)?again=1")) {
            $0.isBlobDownload && $0.url.query == nil
        }
        #expect(try await client(registry).blob(image.layerDescriptor, from: image.reference.location) == image.layer)
    }

    @Test(arguments: ["http://registry.test/x", "ftp://x/", "https://user@x/", "https:///x"])
    func badTargetsAreRefused(target: String) async throws {
        let registry = FakeRegistry()
        let image = try FakeImage(in: registry)
        registry.inject(.redirect(target), times: 9) { $0.isBlobDownload }
        #expect(
            await code { _ = try await client(registry).blob(image.layerDescriptor, from: image.reference.location) }
                == .refusedRedirect)
        #expect(registry.requests.count == 1)
    }

    @Test func aLoopEnds() async throws {
        let registry = FakeRegistry()
        let image = try FakeImage(in: registry)
        registry.inject(.redirect("https://registry.test/v2/team/app/blobs/sha256:x"), times: 100) { $0.isBlobDownload }
        #expect(
            await code { _ = try await client(registry).blob(image.layerDescriptor, from: image.reference.location) }
                == .refusedRedirect)
        #expect(registry.requests.count == 11)
    }

    @Test func aMirrorIsAskedWithItsOwnCredential() async throws {
        let image = try FakeImage(in: registry, "cache.test/hub/team/app:1")
        let original = try ImageReference(parsing: "docker.io/team/app:1", defaults: .dockerHub)
        let mirror = RegistryConfiguration.Mirror(base: try HTTPURL(parsing: "https://cache.test/hub"))
        let good = client(registry, credentials: try alice("cache.test")) { $0.mirrors[.dockerHub] = mirror }
        #expect(try await good.manifest(original) == image.manifest)
        #expect(
            registry.requests.allSatisfy { $0.url.host == "cache.test" && $0.url.path.hasPrefix("/v2/hub/team/app/") })
        let bad = client(registry, credentials: try alice("docker.io")) { $0.mirrors[.dockerHub] = mirror }
        do {
            _ = try await bad.manifest(original)
            Issue.record("nothing was thrown")
        } catch let error as DistributionError {
            // The login is for the mirror, not for the registry that it stands for.
            #expect(error.code == .unauthorized && error.description.contains("log in to cache.test"))
        }
    }

    @Test func aPlainMirrorMustBeMarked() async throws {
        let mirror = RegistryConfiguration.Mirror(base: try HTTPURL(parsing: "http://cache.test"))
        let reference = try ImageReference(parsing: "a", defaults: .dockerHub)
        let client = client(registry) { $0.mirrors[.dockerHub] = mirror }
        #expect(await code { _ = try await client.manifest(reference) } == .configuration)
        #expect(registry.requests.isEmpty)
    }

    @Test func dockerHubHasAnotherHost() async throws {
        let registry = FakeRegistry()
        let image = try FakeImage(in: registry, "docker.io/library/nginx:1")
        #expect(try await client(registry).manifest(image.reference) == image.manifest)
        #expect(registry.requests.map(\.url.host) == ["registry-1.docker.io"])
    }

    @Test func certificatesAreVerifiedUnlessToldOtherwise() async throws {
        let registry = FakeRegistry()
        let image = try FakeImage(in: registry)
        _ = try await client(registry).manifest(image.reference)
        #expect(registry.requests.allSatisfy { $0.security == .verified && $0.url.scheme == .https })
        let other = FakeRegistry()
        _ = try FakeImage(in: other)
        _ = try await client(other) { $0.insecureRegistries = [image.reference.registry] }.manifest(image.reference)
        var configuration = RegistryConfiguration()
        configuration.insecureRegistries = [
            try RegistryName(parsing: "127.0.0.2"), try RegistryName(parsing: "a.test:1"),
        ]
        // Without a port every port of the host is meant; with one, that alone.
        for (name, isInsecure) in [
            ("127.0.0.2:45783", true), ("127.0.0.2", true), ("a.test:1", true), ("a.test", false),
        ] {
            #expect(configuration.isInsecure(try RegistryName(parsing: name)) == isInsecure, "\(name)")
        }
        #expect(other.requests.allSatisfy { !$0.security.verifiesCertificate && $0.url.scheme == .https })
    }

    @Test(arguments: [("registry.test", false), ("localhost:5000", true), ("127.0.0.1:5000", true)])
    func plainHTTPIsForThisMachineOnly(host: String, isAllowed: Bool) async throws {
        let registry = FakeRegistry()
        let image = try FakeImage(in: registry, "\(host)/team/app:1")
        registry.inject(.refusedConnection, times: 100) { $0.url.scheme == .https }
        let found = await code { _ = try await client(registry).manifest(image.reference) }
        #expect(found == (isAllowed ? nil : .connection))
        #expect(registry.requests.contains { $0.url.scheme == .http } == isAllowed)
    }
}
