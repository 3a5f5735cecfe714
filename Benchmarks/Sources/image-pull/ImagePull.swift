import AsyncHTTPTransport
import Foundation
import OCIDistribution
import OCIModel
import SystemPackage
import TarArchive

/// Pulls an image from a registry on this machine into a new store, or sends what a store has under a name to another:
/// `image-pull REFERENCE STORE [--inflate | --push TARGET]`.
@main
enum ImagePull {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 2 else {
            print("usage: image-pull REFERENCE STORE [--inflate | --push TARGET]")
            exit(2)
        }
        let inflates = arguments.contains("--inflate")
        let reference = try ImageReference(parsing: arguments[arguments.startIndex], defaults: .dockerHub)
        let store = try ImageStore(path: FilePath(arguments[arguments.startIndex + 1]))
        let transport = AsyncHTTPTransport(proxies: .none)
        let client = RegistryClient(transport: transport)
        let source = RegistryImage(reference, client: client)
        if let place = arguments.firstIndex(of: "--push"), place + 1 < arguments.endIndex {
            let target = try ImageReference(parsing: arguments[place + 1], defaults: .dockerHub)
            try await ImageCopier().copy(
                from: StoreImage(reference, store: store), to: RegistryImage(target, client: client))
        } else if inflates {
            let image = try await store.pullLayers(from: source, as: reference, platform: PlatformSelector())
            print(image.layers.reduce(0) { $0 + $1.index.entries.count }, "entries")
        } else {
            try await ImageCopier().copy(from: source, to: StoreImage(reference, store: store))
        }
        await transport.shutdown()
    }
}
