import AsyncHTTPTransport
import Foundation
import OCIDistribution
import OCIModel
import SystemPackage
import TarArchive

/// Pulls an image from a registry on this machine into a new store: `image-pull REFERENCE STORE [--inflate]`.
@main
enum ImagePull {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 2 else {
            print("usage: image-pull REFERENCE STORE [--inflate]")
            exit(2)
        }
        let inflates = arguments.contains("--inflate")
        let reference = try ImageReference(parsing: arguments[arguments.startIndex], defaults: .dockerHub)
        let store = try ImageStore(path: FilePath(arguments[arguments.startIndex + 1]))
        let transport = AsyncHTTPTransport(proxies: .none)
        let source = RegistryImage(reference, client: RegistryClient(transport: transport))
        if inflates {
            let image = try await store.pullLayers(from: source, as: reference, platform: PlatformSelector())
            print(image.layers.reduce(0) { $0 + $1.index.entries.count }, "entries")
        } else {
            try await ImageCopier().copy(from: source, to: StoreImage(reference, store: store))
        }
        await transport.shutdown()
    }
}
