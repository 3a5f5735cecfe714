import OCIDistribution
import OCIModel
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Authentication")
struct AuthenticationTests {
    private static let password = RegistryCredential.password(username: "alice", password: "s3cret")

    private func tokenRegistry(_ realm: String = "https://auth.registry.test/token") throws -> FakeRegistry {
        FakeRegistry(authentication: .token(realm: try HTTPURL(parsing: realm), username: "alice", password: "s3cret"))
    }

    private func alice(_ host: String = "registry.test") throws -> FixedCredential {
        FixedCredential(Self.password, for: try RegistryName(parsing: host))
    }

    @Test func basicIsAnswered() async throws {
        let registry = FakeRegistry(authentication: .basic(username: "alice", password: "s3cret"))
        let image = try FakeImage(in: registry)
        let client = client(registry, credentials: try alice())
        _ = try await client.manifest(image.reference)
        _ = try await client.manifest(image.reference)
        // The first request learns what is wanted; the next one knows.
        #expect(registry.requests.map { $0.headers["Authorization"] != nil } == [false, true, true])
    }

    @Test func withoutACredentialTheErrorSaysSo() async throws {
        let registry = FakeRegistry(authentication: .basic(username: "alice", password: "s3cret"))
        let image = try FakeImage(in: registry)
        #expect(await code { _ = try await client(registry).manifest(image.reference) } == .unauthorized)
        #expect(registry.requests.count == 1)
    }

    @Test func aTokenIsFetchedOnceForAScope() async throws {
        let registry = try tokenRegistry()
        let image = try FakeImage(in: registry)
        let client = client(registry, credentials: try alice())
        _ = try await client.manifest(image.reference)
        for _ in 0..<3 { _ = try await client.blob(image.layerDescriptor, from: image.reference.location) }
        let asked = registry.requests.filter { $0.url.path == "/token" }
        #expect(asked.count == 1)
        #expect(asked.first?.url.query == "service=fake&scope=repository%3Ateam%2Fapp%3Apull&account=alice")
        #expect(registry.requests.count == 6)
    }

    @Test func manyTasksWaitForOneToken() async throws {
        let registry = try tokenRegistry()
        let image = try FakeImage(in: registry)
        let client = client(registry, credentials: try alice())
        _ = try await client.manifest(image.reference)
        registry.expireTokens()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await client.manifest(image.reference) } }
            try await group.waitForAll()
        }
        #expect(registry.requests.filter { $0.url.path == "/token" }.count <= 3)
    }

    @Test func anExpiredTokenIsRenewed() async throws {
        let registry = try tokenRegistry()
        let image = try FakeImage(in: registry)
        let client = client(registry)
        _ = try await client.manifest(image.reference)
        registry.expireTokens()
        _ = try await client.manifest(image.reference)
        #expect(registry.requests.filter { $0.url.path == "/token" }.count == 2)
    }

    @Test func anonymousMayPullAndNotPush() async throws {
        let registry = try tokenRegistry()
        let image = try FakeImage(in: registry)
        let client = client(registry)
        #expect(try await client.manifest(image.reference) == image.manifest)
        #expect(await code { try await client.put(image.manifest, as: image.reference) } == .unauthorized)
    }

    @Test func aWrongPasswordIsSaid() async throws {
        let registry = try tokenRegistry()
        let image = try FakeImage(in: registry)
        let wrong = FixedCredential(.password(username: "alice", password: "x"), for: image.reference.registry)
        #expect(
            await code { _ = try await client(registry, credentials: wrong).manifest(image.reference) } == .unauthorized
        )
    }

    /// Whoever is refused is told where to log in, whether the registry or its token server refuses.
    @Test func aRefusalNamesTheLogin() async throws {
        let basic = FakeRegistry(authentication: .basic(username: "alice", password: "s3cret"))
        for registry in [basic, try tokenRegistry()] {
            let image = try FakeImage(in: registry)
            let wrong = FixedCredential(.password(username: "alice", password: "x"), for: image.reference.registry)
            for client in [client(registry), client(registry, credentials: wrong)] {
                await #expect {
                    try await client.put(image.manifest, as: image.reference)
                } throws: {
                    "\($0)".contains("kraft login registry.test")
                }
            }
        }
        let denying = FakeRegistry()
        let image = try FakeImage(in: denying)
        denying.inject(.status(403)) { $0.isManifest }
        await #expect {
            try await client(denying).put(image.manifest, as: image.reference)
        } throws: {
            "\($0)".contains("kraft login registry.test")
        }
    }

    @Test func anIdentityTokenIsExchanged() async throws {
        let registry = try tokenRegistry()
        let image = try FakeImage(in: registry)
        let identity = FixedCredential(.identityToken("s3cret"), for: image.reference.registry)
        _ = try await client(registry, credentials: identity).manifest(image.reference)
        #expect(registry.requests.contains { $0.method == .post && $0.url.path == "/token" })
    }

    @Test func aMountAsksForBothRepositories() async throws {
        let registry = try tokenRegistry()
        let image = try FakeImage(in: registry)
        let target = ImageRepository(
            registry: image.reference.registry, name: try RepositoryName(parsing: "team/other"))
        let client = client(registry, credentials: try alice())
        let outcome = try await client.upload(
            image.layerDescriptor, BlobContent(image.layer), to: target, mountingFrom: [image.reference.repository])
        #expect(outcome == .mounted)
        let asked = registry.requests.last { $0.url.path == "/token" }
        #expect(asked?.url.query?.contains("scope=repository%3Ateam%2Fother%3Apull%2Cpush") == true)
        #expect(asked?.url.query?.contains("scope=repository%3Ateam%2Fapp%3Apull") == true)
    }

    @Test(arguments: [
        "https://evil.example/token", "http://auth.registry.test/token", "http://evil.example/token",
        "https://registry.test.evil.example/token", "https://localhost/token",
    ])
    func noCredentialGoesToAForeignRealm(realm: String) async throws {
        let registry = try tokenRegistry(realm)
        let image = try FakeImage(in: registry)
        let client = client(registry, credentials: try alice())
        #expect(await code { _ = try await client.manifest(image.reference) } == .refusedRealm)
        #expect(!registry.requests.contains { $0.url.path == "/token" })
    }

    @Test func aForeignRealmCanBeAllowed() async throws {
        let registry = try tokenRegistry("https://login.example/token")
        let image = try FakeImage(in: registry)
        let client = client(registry, credentials: try alice()) {
            $0.realmPolicy = RealmPolicy(allowedHosts: ["registry.test": ["login.example"]])
        }
        #expect(try await client.manifest(image.reference) == image.manifest)
    }

    @Test func theTokenServerMayNotRedirect() async throws {
        let registry = try tokenRegistry()
        let image = try FakeImage(in: registry)
        registry.inject(.redirect("https://evil.example/token", status: 307)) { $0.url.path == "/token" }
        #expect(
            await code { _ = try await client(registry, credentials: try alice()).manifest(image.reference) } != nil)
        #expect(!registry.requests.contains { $0.url.host == "evil.example" })
    }

    @Test(arguments: [
        ("registry.test", "auth.registry.test", true), ("registry-1.docker.io", "auth.docker.io", true),
        ("registry.gitlab.com", "gitlab.com", true), ("rg.fr-par.scw.cloud", "api.scaleway.com", true),
        ("a.azurecr.io", "b.azurecr.io", false), ("a.co.uk", "b.co.uk", false), ("shop.a.co.uk", "login.a.co.uk", true),
        ("10.0.0.1", "10.0.0.2", false), ("docker.io", "docker.io.evil.example", false), ("com", "evil.com", false),
    ])
    func realmsAreJudgedByTheirDomain(registry: String, realm: String, isAllowed: Bool) throws {
        let policy = RealmPolicy()
        let registryURL = try HTTPURL(parsing: "https://\(registry)/")
        #expect(policy.allows(try HTTPURL(parsing: "https://\(realm)/token"), for: registryURL) == isAllowed)
        #expect(!policy.allows(try HTTPURL(parsing: "http://\(realm)/token"), for: registryURL))
    }
}
