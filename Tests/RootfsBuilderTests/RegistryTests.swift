import DockerfileModel
import OCIDistribution
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(
    .enabled(
        if: Tools.canRun && TestRegistry.isPossible,
        "docker-registry, skopeo, umoci, root, runc or busybox is missing"))
struct RegistryTests {
    @Test func buildsFromARegistry() async throws {
        let directory = try TemporaryDirectory()
        _ = try await TestImages.busybox(in: directory)
        let path = directory.path
        let context = try directory.makeContext(["file": "x"])
        try await TestRegistry.with(in: directory) { registry in
            try await registry.push(
                "base/busybox:1", [path.appending("busybox.tar")], "--config.env PATH=/bin --config.cmd /bin/sh",
                in: path)
            try await build(registry, path, context)
        }
    }

    private func build(_ registry: TestRegistry, _ directory: FilePath, _ context: FilePath) async throws {
        let host = "127.0.0.1:\(registry.port)"
        let text = """
            FROM \(host)/base/busybox:1 AS tools
            RUN echo hello > /made
            FROM scratch
            COPY --from=tools /made /bin/busybox /app/
            COPY file /
            FROM \(host)/base/gone:1 AS refused
            """
        let dockerfile = context.appending("Dockerfile")
        let file = try FileDescriptor.open(
            dockerfile, .writeOnly, options: .create, permissions: [.ownerReadWrite, .groupRead])
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
        let source = DockerfileSource(DockerfileBuild(dockerfile: dockerfile, target: "1"))
        let pulling = try registry.images(in: directory)
        var environment = RootfsEnvironment(in: directory, images: pulling)
        let pulled = try await source.load(in: environment)
        #expect(pulled.tree.paths == ["app", "app/busybox", "app/made", "file"])
        environment.images = StoreImages(store: pulling.store, client: nil)
        environment.launcher = nil
        let offline = try await source.load(in: environment)
        #expect(offline.tree == pulled.tree)
        let absent = await #expect(throws: RootfsError.self) {
            try await ContainerImageSource("\(host)/base/gone:1").load(in: environment)
        }
        #expect(absent?.message.contains("is not in the store") == true)
        environment.images = pulling
        let refused = await #expect(throws: RootfsError.self) {
            try await DockerfileSource(DockerfileBuild(dockerfile: dockerfile)).load(in: environment)
        }
        #expect(refused?.code == .imageUnavailable)
        #expect(refused?.diagnostics.count == 1)
        #expect(refused?.diagnostics.first?.location?.line == 6)
        #expect(refused?.description.contains("FROM \(host)/base/gone:1 AS refused") == true)
    }
}
