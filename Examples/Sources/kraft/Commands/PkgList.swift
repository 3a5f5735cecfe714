import ArgumentParser
import OCIDistribution
import OCIModel
import UnikraftCore

struct PkgList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List packages: those in the store, or the tags of a repository.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var registry: RegistryOptions

    @Option(help: "A repository whose tags are listed, for example unikraft.org/base.")
    var remote: String?

    @Flag(help: "Print JSON.")
    var json = false

    private struct Item: Encodable {
        var name: String
        var digest: String
        var platforms: [String]
        var bytes: Int64
    }

    mutating func run() async throws {
        if let remote {
            let location = try reference(remote).location
            let tags = try await registry.withClient { try await $0.tags(of: location) }.map(\.description)
            if json { try JSON.print(tags) } else { for tag in tags { print("\(location):\(tag)") } }
            return
        }
        let items = try store.openIfPresent().map(items) ?? []
        if json { return try JSON.print(items) }
        Table.print(
            ["NAME", "PLATFORMS", "SIZE", "DIGEST"],
            items.map {
                [
                    $0.name, $0.platforms.joined(separator: ","), "\(ByteCount(bytes: UInt64(clamping: $0.bytes)))",
                    String($0.digest.prefix(19)),
                ]
            })
    }

    private func items(_ images: ImageStore) throws -> [Item] {
        try images.images().map { entry in
            // One damaged image does not hide the others.
            var found: [(Descriptor, ImageManifest, ImageConfiguration)] = []
            do {
                found = try images.unikernels(in: entry.descriptor)
            } catch {
                Terminal.warn("\(entry.name.printable): \(error)")
            }
            let sizes = found.map { $0.1.config.size + $0.1.layers.reduce(0) { $0 + $1.size } }
            return Item(
                name: entry.name, digest: "\(entry.descriptor.digest)", platforms: found.map { "\($0.2.platform)" },
                bytes: sizes.reduce(0, +))
        }
    }
}
