import AsyncHTTPTransport
import Glibc
import OCIDistribution
import OCIModel
import RootfsBuilder
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// Debian's docker-registry on a free port of this machine.
struct TestRegistry {
    static let isPossible = HostPrograms.has("docker-registry", "skopeo", "umoci")

    let port: Int

    /// Starts a registry, does something with it, and ends it.
    static func with<Result>(
        in directory: borrowing TemporaryDirectory, _ body: (TestRegistry) async throws -> Result
    ) async throws -> Result {
        let settings = """
            version: 0.1
            storage: {filesystem: {rootdirectory: \(directory.path)/registry}}
            http: {addr: "127.0.0.1:0"}
            log: {level: info, accesslog: {disabled: true}}
            """
        let file = try directory.write("registry.yml", Array(settings.utf8))
        let process = try SubprocessLauncher().start(
            ProcessCommand("docker-registry", ["serve", file.string]), options: ProcessOptions())
        // The port is in the log: "listening on 127.0.0.1:41234".
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let drain = Task {
            var log = ""
            for await piece in process.standardError {
                log += String(decoding: piece, as: UTF8.self)
                if let found = log.firstMatch(of: /listening on 127\.0\.0\.1:(\d+)/), let port = Int(found.1) {
                    continuation.yield(port)
                    log = ""
                }
            }
            continuation.finish()
        }
        func end() async {
            process.signal(SIGKILL, wholeGroup: true)
            _ = await process.waitUntilExit()
            await drain.value
        }
        do {
            let port = try #require(await ports.first { _ in true }, "docker-registry did not start")
            let result = try await body(TestRegistry(port: port))
            await end()
            return result
        } catch {
            await end()
            throw error
        }
    }

    /// Makes an image of layers, tar archives that stay uncompressed, with options of umoci for its configuration, and
    /// pushes it.
    func push(_ name: String, _ layers: [FilePath], _ options: String, in directory: FilePath) async throws {
        let script = """
            set -e; rm -rf image; umoci init --layout image; umoci new --image image:1
            for layer; do umoci raw add-layer --image image:1 "$layer"; done; umoci config --image image:1 \(options)
            skopeo copy -q --preserve-digests --dest-tls-verify=false oci:image:1 docker://127.0.0.1:\(port)/\(name)
            rm -r image
            """
        try await Tools.run("sh", ["-c", script, "sh"] + layers.map(\.string), in: directory)
    }

    /// Images of this registry, also under the names of Docker Hub, for which it is a mirror.
    func images(in directory: FilePath) throws -> StoreImages {
        var configuration = RegistryConfiguration()
        configuration.mirrors[try RegistryName(parsing: "docker.io")] = RegistryConfiguration.Mirror(
            base: try HTTPURL(parsing: "http://127.0.0.1:\(port)"))
        let client = RegistryClient(transport: AsyncHTTPTransport(), configuration: configuration)
        return StoreImages(store: try ImageStore(path: directory.appending("store"), isDurable: false), client: client)
    }
}
