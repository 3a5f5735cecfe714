import ArgumentParser
import OCIDistribution
import OCIModel

struct PkgPush: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "push", abstract: "Send a package to its registry.")

    @OptionGroup var package: PackageName
    @OptionGroup var store: StoreOptions
    @OptionGroup var registry: RegistryOptions

    mutating func run() async throws {
        let name = try package.parsed()
        let images = try store.openExisting()
        let progress = TransferProgress("Sending \(name)")
        let pushed = try await registry.withClient(progress: progress) { client in
            var copier = ImageCopier()
            copier.progress = progress
            return try await copier.copy(from: StoreImage(name, store: images), to: RegistryImage(name, client: client))
        }
        progress.clear()
        print(name.pinned(to: pushed.digest))
    }
}
