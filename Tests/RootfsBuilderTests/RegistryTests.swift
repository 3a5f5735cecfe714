import AsyncHTTPTransport
import DockerfileModel
import Glibc
import OCIDistribution
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(
    .enabled(
        if: Tools.canRun && Tools.find("docker-registry") != nil && Tools.find("skopeo") != nil
            && Tools.find("umoci") != nil,
        "docker-registry, skopeo, umoci, root, runc or busybox is missing"))
struct RegistryTests {
    @Test func buildsFromARegistry() async throws {
        let directory = try TemporaryDirectory()
        _ = try await TestImages.busybox(in: directory)
        let port = 20_000 + Int(getpid()) % 20_000
        let settings = """
            version: 0.1
            storage: {filesystem: {rootdirectory: \(directory.path)/registry}}
            http: {addr: "127.0.0.1:\(port)"}
            log: {level: error}
            """
        let file = try directory.write("registry.yml", Array(settings.utf8))
        var options = ProcessOptions()
        options.standardOutput = .discarded
        options.standardError = .discarded
        let registry = try SubprocessLauncher().start(
            ProcessCommand("docker-registry", ["serve", file.string]), options: options)
        do {
            try await build(directory, port)
        } catch {
            registry.signal(SIGKILL, wholeGroup: true)
            _ = await registry.waitUntilExit()
            throw error
        }
        registry.signal(SIGKILL, wholeGroup: true)
        _ = await registry.waitUntilExit()
    }

    private func build(_ directory: borrowing TemporaryDirectory, _ port: Int) async throws {
        let name = "127.0.0.1:\(port)/base/busybox:1"
        let script = """
            set -e; umoci init --layout l; umoci new --image l:1; umoci raw add-layer --image l:1 busybox.tar
            umoci config --image l:1 --config.env PATH=/bin --config.cmd /bin/sh
            for i in 1 2 3 4 5 6 7 8 9; do skopeo copy -q --dest-tls-verify=false oci:l:1 docker://\(name) && exit 0; sleep 0.3; done; exit 1
            """
        try await Tools.run("sh", ["-c", script], in: directory.path)
        let context = try directory.makeContext(["file": "x"])
        let text =
            "FROM \(name) AS tools\nRUN echo hello > /made\nFROM scratch\nCOPY --from=tools /made /bin/busybox /app/\nCOPY file /\n"
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let source = DockerfileSource(DockerfileBuild(dockerfile: dockerfile, context: context))
        let store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
        let client = RegistryClient(transport: AsyncHTTPTransport())
        var environment = directory.environment(images: StoreImages(store: store, client: client))
        let pulled = try await source.load(in: environment)
        #expect(pulled.tree.paths == ["app", "app/busybox", "app/made", "file"])
        environment.images = StoreImages(store: store, client: nil)
        environment.launcher = nil
        let offline = try await source.load(in: environment)
        #expect(offline.tree == pulled.tree)
        let refused = ContainerImageSource("127.0.0.1:\(port)/base/gone:1")
        environment.images = StoreImages(store: store, client: client)
        let error = await #expect(throws: RootfsError.self) { try await refused.load(in: environment) }
        #expect(error?.code == .imageUnavailable)
        environment.images = StoreImages(store: store, client: nil)
        let absent = await #expect(throws: RootfsError.self) { try await refused.load(in: environment) }
        #expect(absent?.message.contains("is not in the store") == true)
    }
}
