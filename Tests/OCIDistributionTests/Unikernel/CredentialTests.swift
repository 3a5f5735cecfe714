import Foundation
import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

@Suite("Credentials")
struct CredentialTests {
    private let directory: Scratch

    init() throws { directory = try Scratch() }

    private static let registry = try? RegistryName(parsing: "registry.test:5000")

    private func find(
        _ text: String, _ host: String, _ repository: String? = nil, launcher: (any ProcessLauncher)? = nil
    ) async throws -> RegistryCredential? {
        let path = try directory.write("config.json", Array(text.utf8))
        return try await AuthenticationFileProvider(
            paths: [directory.path.appending("missing"), path], launcher: launcher
        )
        .credential(for: RegistryName(parsing: host), repository: repository.map { try RepositoryName(parsing: $0) })
    }

    private func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    @Test func dockersFileIsRead() async throws {
        let text =
            #"{"auths":{"registry.test:5000":{"auth":"\#(encoded("alice:a:b"))"},"https://index.docker.io/v1/":{"auth":"\#(encoded("hub:x"))"}}}"#
        #expect(try await find(text, "registry.test:5000") == .password(username: "alice", password: "a:b"))
        #expect(try await find(text, "docker.io") == .password(username: "hub", password: "x"))
        #expect(try await find(text, "registry.test") == nil)
        #expect(try await find(text, "other.test") == nil)
    }

    @Test func tokensAreRead() async throws {
        let text = #"{"auths":{"a.test":{"identitytoken":"t"},"b.test":{"registrytoken":"r"},"c.test":{}}}"#
        #expect(try await find(text, "a.test") == .identityToken("t"))
        #expect(try await find(text, "b.test") == .registryToken("r"))
        #expect(try await find(text, "c.test") == nil)
    }

    @Test func containersKeepsThemForPartsOfARegistry() async throws {
        let text =
            #"{"auths":{"a.test":{"auth":"\#(encoded("all:x"))"},"a.test/team":{"auth":"\#(encoded("team:x"))"}}}"#
        #expect(try await find(text, "a.test", "team/app") == .password(username: "team", password: "x"))
        #expect(try await find(text, "a.test", "other/app") == .password(username: "all", password: "x"))
    }

    @Test(arguments: [#"{"auths":{"a.test":{"auth":"%%%"}}}"#, #"{"auths":[]}"#, "nonsense"])
    func aDamagedFileIsSaid(text: String) async throws {
        do {
            _ = try await find(text, "a.test")
            Issue.record("nothing was thrown")
        } catch let error as DistributionError {
            #expect(error.code == .credential && error.path?.lastComponent?.string == "config.json")
        }
    }

    @Test func programsAreAsked() async throws {
        let launcher = FakeProcessLauncher { command, _ in
            #expect(command.executable == "docker-credential-mine" && command.arguments == ["get"])
            return FakeProcess(output: #"{"ServerURL":"a.test","Username":"<token>","Secret":"s"}"#)
        }
        let text = #"{"auths":{"a.test":{}},"credHelpers":{"a.test":"mine"}}"#
        #expect(try await find(text, "a.test", launcher: launcher) == .identityToken("s"))
        #expect(try await find(text, "b.test", launcher: launcher) == nil)
        let none = FakeProcessLauncher { _, _ in
            FakeProcess(output: "credentials not found in native keychain\n", termination: .exited(1))
        }
        #expect(try await find(#"{"credsStore":"mine"}"#, "a.test", launcher: none) == nil)
        let broken = FakeProcessLauncher { _, _ in FakeProcess(output: "locked", termination: .exited(1)) }
        #expect(await code { _ = try await find(#"{"credsStore":"mine"}"#, "a.test", launcher: broken) } == .credential)
        #expect(await code { _ = try await find(#"{"credsStore":"../x"}"#, "a.test", launcher: none) } == .credential)
    }

    @Test func theEnvironmentIsRead() throws {
        let values = ["KRAFTKIT_AUTH_REGISTRY_TEST_5000_USER": "alice", "KRAFTKIT_AUTH_REGISTRY_TEST_5000_TOKEN": "t"]
        let provider = EnvironmentCredentials { values[$0] }
        let registry = try #require(Self.registry)
        #expect(provider.credential(for: registry, repository: nil) == .password(username: "alice", password: "t"))
        #expect(provider.credential(for: .dockerHub, repository: nil) == nil)
    }

    @Test func loginVerifiesBeforeItStores() async throws {
        let registry = FakeRegistry(authentication: .basic(username: "alice", password: "s3cret"))
        let name = try #require(Self.registry)
        let file = CredentialFile(path: directory.path.appending("own/auth.json"))
        let wrong = RegistryCredential.password(username: "alice", password: "x")
        let right = RegistryCredential.password(username: "alice", password: "s3cret")
        #expect(
            await code {
                try await file.logIn(
                    wrong, to: name, verifyingWith: client(registry, credentials: FixedCredential(wrong, for: name)))
            } == .unauthorized)
        #expect(directory.names().isEmpty)
        try await file.logIn(
            right, to: name, verifyingWith: client(registry, credentials: FixedCredential(right, for: name)))
        #expect(run("stat -c %a \(file.path)").output == "600\n")
        let provider = AuthenticationFileProvider(paths: [file.path], launcher: nil)
        #expect(try await provider.credential(for: name, repository: nil) == right)
        #expect(try await file.logOut(of: name))
        #expect(try await !file.logOut(of: name))
        #expect(try await provider.credential(for: name, repository: nil) == nil)
    }

    /// Answers everybody, and looks at logins only where there is a password to compare with.
    private struct OpenRegistry: HTTPTransport {
        var authorization: String?

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let given = request.headers["Authorization"]
            let isRefused = authorization != nil && given != nil && given != authorization
            return HTTPResponse(status: isRefused ? 401 : 200, headers: HTTPHeaders(), body: HTTPResponseBody { nil })
        }
    }

    @Test func whoAsksForNoLoginGetsNone() async throws {
        let name = try #require(Self.registry)
        let file = CredentialFile(path: directory.path.appending("own/auth.json"))
        let right = RegistryCredential.password(username: "alice", password: "s3cret")
        let open = OpenRegistry()
        #expect(try await !file.logIn(right, to: name, verifyingWith: client(open)))
        #expect(directory.names().isEmpty)
        // Whoever reads without a login may still need one to write.
        let guarded = OpenRegistry(authorization: TokenRequest.basic("alice", "s3cret"))
        let wrong = RegistryCredential.password(username: "alice", password: "x")
        #expect(
            await code { try await file.logIn(wrong, to: name, verifyingWith: client(guarded)) } == .unauthorized)
        #expect(try await file.logIn(right, to: name, verifyingWith: client(guarded)))
    }

    /// The system ends the process at its first write into a file.
    @Test func whoeverIsKilledWhileWritingLeavesNoSecret() async throws {
        let path = directory.path.appending("auth.json")
        await #expect(processExitsWith: .signal(SIGXFSZ)) { [path = path.string as String] in
            // Threads of a pool have signals blocked.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGXFSZ)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            var limit = rlimit(rlim_cur: 0, rlim_max: 0)
            setrlimit(__rlimit_resource_t(1), &limit)
            try SecretFile(path: FilePath(path)).write(Array("s3cret".utf8))
        }
        #expect(directory.names().isEmpty)
    }

    @Test func theNextLoginRemovesWhatAKilledOneLeft() async throws {
        let file = CredentialFile(path: directory.path.appending("auth.json"))
        for name in [".auth.json.new", ".auth.json.1x2y"] {
            try directory.write(name, Array("s3cret".utf8), mode: 0o600)
        }
        try directory.write(".other", [1])
        let registry = try #require(Self.registry)
        try await file.logIn(.identityToken("t"), to: registry, verifyingWith: nil)
        #expect(listDirectory(directory.path) == [".other", "auth.json", "auth.json.lock"])
        #expect(run("stat -c %a \(file.path)").output == "600\n")
        try directory.write(".auth.json.new", Array("s3cret".utf8), mode: 0o600)
        #expect(try await file.logOut(of: registry))
        #expect(listDirectory(directory.path) == [".other", "auth.json", "auth.json.lock"])
    }

    /// Whoever is killed anywhere leaves the old file or the new one, and the next login leaves nothing else.
    @Test func loginsMayBeKilledAnywhere() async throws {
        let path = directory.path.appending("own/auth.json").string
        let file = CredentialFile(path: FilePath(path))
        for round in 0..<6 {
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
                let end = Task.detached {
                    try await Task.sleep(for: .milliseconds(20 + 7 * round))
                    kill(getpid(), SIGKILL)
                }
                defer { end.cancel() }
                let file = CredentialFile(path: FilePath(path))
                for number in 0... {
                    try await file.logIn(
                        .identityToken("\(number)"), to: RegistryName(parsing: "a.test"), verifyingWith: nil)
                }
            }
            try await file.logIn(.identityToken("t"), to: RegistryName(parsing: "b.test"), verifyingWith: nil)
            #expect(listDirectory(directory.path.appending("own")) == ["auth.json", "auth.json.lock"])
            let provider = AuthenticationFileProvider(paths: [file.path], launcher: nil)
            let found = try await provider.credential(for: RegistryName(parsing: "b.test"), repository: nil)
            #expect(found == .identityToken("t"))
        }
    }

    @Test func nothingShowsASecret() {
        #expect(!"\(RegistryCredential.password(username: "alice", password: "s3cret"))".contains("s3cret"))
        #expect(!"\(RegistryCredential.identityToken("s3cret"))".contains("s3cret"))
    }

    @Test func theConfigurationOfRegistriesIsRead() throws {
        let path = try directory.write(
            "registries.json",
            Array(
                #"{"registries":{"docker.io":{"mirror":"https://cache.test/hub","ca":"/ca.pem"},"b.test:5000":{"insecure":true}}}"#
                    .utf8))
        var configuration = RegistryConfiguration()
        try configuration.load(path)
        #expect(configuration.mirrors[.dockerHub]?.base.host == "cache.test")
        #expect(configuration.mirrors[.dockerHub]?.authorityFile == "/ca.pem")
        #expect(configuration.insecureRegistries.map(\.description) == ["b.test:5000"])
        try directory.write("registries.json", Array(#"{"registries":{"docker.io":{"mirror":"ftp://x"}}}"#.utf8))
        #expect { try configuration.load(path) } throws: { ($0 as? DistributionError)?.code == .configuration }
        try directory.write("registries.json", Array(#"{"mirrors":{}}"#.utf8))
        #expect { try configuration.load(path) } throws: {
            let error = $0 as? DistributionError
            return error?.code == .configuration && error?.path == path && error?.cause == nil
        }
    }

    @Test func theUsualConfigurationOfRegistriesNeedNotBeThere() throws {
        var configuration = RegistryConfiguration()
        let variable: (String) -> String? = { $0 == "XDG_CONFIG_HOME" ? directory.path.string : nil }
        try configuration.loadUsual(variable: variable)
        try configuration.loadUsual { _ in nil }
        #expect(configuration.insecureRegistries.isEmpty)
        #expect(run("mkdir \(directory.path)/swift-unikraft").status == 0)
        try directory.write(
            "swift-unikraft/registries.json", Array(#"{"registries":{"b.test":{"insecure":true}}}"#.utf8))
        try configuration.loadUsual(variable: variable)
        #expect(configuration.insecureRegistries.map(\.description) == ["b.test"])
    }
}
