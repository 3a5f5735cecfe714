import DockerfileModel
import OCIDistribution
import OCIModel
import RootfsBuilder
import RootfsModel
import Synchronization
import SystemPackage
import Testing
import Unikraft
import UnikraftTesting

/// Each part of a build is replaced, as an embedder's own tests would: no root, no network, no program is started.
@Suite("Seams of a build")
struct SeamTests {
    @Test func theTimeOfFilesComesFromTheVariables() throws {
        let directory = try TemporaryDirectory()
        var services = directory.services()
        #expect(try services.rootfsEnvironment(.x86_64).sourceDateEpoch == 0)
        services.variables["SOURCE_DATE_EPOCH"] = "99"
        #expect(try services.rootfsEnvironment(.x86_64).sourceDateEpoch == 99)
        services.variables["SOURCE_DATE_EPOCH"] = "4294967296"
        let error = #expect(throws: RunError.self) { try services.rootfsEnvironment(.x86_64) }
        #expect(error?.message.hasPrefix("SOURCE_DATE_EPOCH is '4294967296'") == true)
        #expect(error?.remedy.contains("unset it") == true)
    }

    /// A Dockerfile with `RUN`: images from a registry in memory, a sandbox that starts nothing.
    @Test func aDockerfileIsBuiltWithoutSandboxAndNetwork() async throws {
        let directory = try TemporaryDirectory()
        let registry = FakeRegistry()
        _ = try LayerFixture(files: ["etc/os": "made up"]).image(in: registry, "registry-1.docker.io/library/base:1")
        try directory.write([
            "project/Kraftfile": "spec: v0.6\nruntime: kernel://./kernel\nrootfs: ./Dockerfile\ncmd: [/program]\n",
            "project/Dockerfile": "FROM base:1\nRUN compile\n",
        ])
        _ = try directory.kernel("project/kernel")
        let sandbox = ScriptedSandbox { command in
            guard command.arguments.last == "compile" else { return .exited(127) }
            let program = command.root.appending("program")
            let file = try FileDescriptor.open(
                program, .writeOnly, options: [.create], permissions: [.ownerReadWriteExecute])
            try file.closeAfter { _ = try file.writeAll(ELFFixture(type: 2).bytes) }
            return .exited(0)
        }
        let place = directory.path.appending("project")
        var build = ProjectBuild(try UnikraftProject(in: place), services: directory.services(registry))
        build.rootfs = DockerfileSource(
            DockerfileBuild(dockerfile: place.appending("Dockerfile")), engine: NativeEngine(sandbox: sandbox))
        let built = try await build.run(for: .qemu, .x86_64)
        let tree = try #require(built.rootfs?.contents.tree)
        #expect(try tree.resolve("/etc/os").node != nil && tree.resolve("/program").node != nil)
        #expect(sandbox.commands.count == 1)
    }

    /// The format of the archive, and the engine that builds Dockerfiles.
    @Test func anEngineAndAFormatOfOnesOwn() async throws {
        struct Engine: DockerfileEngine {
            let name = "mine"
            func build(_ build: DockerfileBuild, in environment: RootfsEnvironment) async throws -> RootfsContents {
                var tree = FileTree()
                try tree.set(.file(.bytes(Array("x".utf8)), permissions: 0o644), at: TreePath("made"))
                return RootfsContents(tree: tree)
            }
        }
        struct Names: RootfsFormat {
            let fileExtension = "names"
            func write(_ tree: FileTree, to path: FilePath) throws -> ArchiveSummary {
                try CpioRootfsFormat().write(tree, to: path)
            }
        }
        let directory = try TemporaryDirectory()
        let source = DockerfileSource(DockerfileBuild(dockerfile: "Dockerfile"), engine: Engine())
        let environment = try directory.services().rootfsEnvironment(.x86_64)
        let build = RootfsBuild(source, in: environment, format: Names())
        #expect(build.archivePath(inProject: "p").string.hasSuffix("initramfs-x86_64.names"))
        let built = try await build.write(to: directory.path.appending("out"))
        #expect(built.summary.entryCount == 1)
        #expect(try ArchiveFixture.newc(["made": "x"]).starts(with: directory.read("out").prefix(6)))
    }

    /// Everything that is fetched asks the provider, and what is done is told.
    @Test func credentialsAndProgressAreObserved() async throws {
        final class Progress: ProgressReporter {
            let items = Mutex<Set<String>>([])
            func report(_ event: ProgressEvent) { items.withLock { _ = $0.insert(event.item) } }
        }
        let directory = try TemporaryDirectory()
        let registry = FakeRegistry()
        try await directory.publish("team/web:1", to: registry)
        var services = directory.services(registry)
        let progress = Progress()
        services.progress = progress
        let source = PackagedKernel(
            try ImageReference(parsing: "team/web:1", defaults: .unikraft), services: services)
        let kernel = try await source.kernel(for: .qemu, .host, archive: nil)
        #expect(kernel.features.version == "0.16.3")
        #expect(progress.items.withLock { !$0.isEmpty })
    }
}
