import DockerfileModel
import Glibc
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// buildx and buildctl are tested by their command lines alone; docker, podman and buildah build for real too.
@Suite struct OtherEngineTests {
    private func commands(_ kind: EngineKind, address: String? = nil) async throws -> [String] {
        let directory = try TemporaryDirectory()
        let launcher = FakeProcessLauncher { _, _ in
            FakeProcess(termination: .exited(0))
        }
        var environment = directory.environment()
        environment.launcher = launcher
        var build = DockerfileBuild(
            dockerfile: "p/app.Dockerfile", context: "ctx", target: "t", arguments: ["B": "2", "A": "1"])
        build.secrets = ["s": "/token"]
        build.usesCache = false
        let engine = ProgramEngine(kind, address: address)
        // No program made an archive, so that reading it fails at the end.
        let error = await #expect(throws: RootfsError.self) { try await engine.build(build, in: environment) }
        #expect(error?.code == .imageUnavailable)
        let work = directory.path.string
        return launcher.commands.map { command in
            ([command.executable] + command.arguments).joined(separator: " ")
                .replacing(/[^ =:]*\/work\/[0-9a-z]+\//, with: "W/").replacing(
                    /unikraft-build:[0-9a-z]+/, with: "TAG"
                )
                .replacing(work, with: "D")
        }
    }

    private static let options =
        "--file p/app.Dockerfile --target t --build-arg A=1 --build-arg B=2 --secret id=s,src=/token --no-cache"

    @Test func docker() async throws {
        #expect(
            try await commands(.docker) == [
                "docker --version", "docker buildx version",
                "docker build --tag localhost/TAG \(Self.options) ctx",
                "docker save --output W/image.tar localhost/TAG",
                "docker image rm --force localhost/TAG",
            ])
    }

    @Test func buildx() async throws {
        let output = try await commands(.buildx)
        #expect(output.count == 1)
        #expect(output.first?.hasPrefix("docker buildx build --output type=oci,dest=") == true)
        #expect(output.first?.hasSuffix("\(Self.options) --platform linux/amd64 ctx") == true)
    }

    @Test func podman() async throws {
        #expect(
            try await commands(.podman) == [
                "podman build --tag localhost/TAG \(Self.options) --platform linux/amd64 ctx",
                "podman save --format oci-archive --output W/image.tar localhost/TAG",
                "podman rmi --force localhost/TAG",
            ])
    }

    @Test func buildctl() async throws {
        let output = try #require(try await commands(.buildctl, address: "docker-container://buildkitd").first)
        #expect(
            output.hasPrefix(
                "buildctl --addr docker-container://buildkitd build --frontend dockerfile.v0 --local context=ctx"))
        for part in [
            "--local dockerfile=p --opt filename=app.Dockerfile", "--opt platform=linux/amd64", "--opt target=t",
            "--opt build-arg:A=1 --opt build-arg:B=2", "--secret id=s,src=/token --no-cache --output type=oci,dest=",
        ] {
            #expect(output.contains(part), "\(part)")
        }
    }

    @Test func choice() async throws {
        func launcher(_ installed: Bool) -> FakeProcessLauncher {
            FakeProcessLauncher { _, _ in
                FakeProcess(termination: .exited(installed ? 0 : 127))
            }
        }
        let plain = try await EngineChoice().choose(launcher: launcher(true))
        #expect(plain.engine.name == "native")
        let variables = ["KRAFTKIT_BUILDKIT_HOST": "tcp://a", "BUILDKIT_HOST": "tcp://b"]
        let named = try await EngineChoice(environment: variables).choose(launcher: launcher(true))
        #expect((named.engine as? ProgramEngine)?.address == "tcp://a")
        let missing = try await EngineChoice(environment: variables).choose(launcher: launcher(false))
        #expect(missing.engine.name == "native")
        #expect(missing.warning?.contains("buildctl") == true)
        let configured = try await EngineChoice(configured: .podman, environment: variables).choose(
            launcher: launcher(true))
        #expect(configured.engine.name == "podman")
        let error = await #expect(throws: RootfsError.self) {
            try await EngineChoice(requested: .docker, configured: .podman).choose(launcher: launcher(false))
        }
        #expect(error?.code == .toolMissing)
    }
}
