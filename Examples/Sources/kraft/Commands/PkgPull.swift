import ArgumentParser
import OCIDistribution
import OCIModel
import SystemPackage
import UnikraftCore

struct PkgPull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch a package, and unpack its files into a directory.")

    @OptionGroup var package: PackageName
    @OptionGroup var platform: PlatformOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var registry: RegistryOptions

    @Option(
        name: [.customShort("w"), .customLong("workdir")],
        help: "The directory to unpack into; nothing is unpacked without.")
    var directory: String?

    @Option(
        name: .customLong("kconfig"), help: "An option that the kernel must have been built with, CONFIG_NAME=value.")
    var kernelOptions: [String] = []

    @Flag(name: [.customShort("A"), .long], help: "Fetch the kernels of every platform.")
    var all = false

    mutating func run() async throws {
        let name = try package.parsed()
        let (plat, arch) = try platform.parsed()
        let selector = PlatformSelector(plat, arch, kernelOptions: Set(kernelOptions))
        let images = try store.open()
        let progress = TransferProgress("Fetching \(name)")
        let (isWhole, directory) = (all, directory.map { FilePath($0) })
        let written = try await registry.withClient(progress: progress) { client in
            let source = RegistryImage(name, client: client)
            var copier = ImageCopier()
            copier.progress = progress
            if !isWhole { copier.platform = selector }
            return try await images.mendingDamage(damaged: { Terminal.warn("\($0)") }) { () -> [FilePath] in
                guard let directory else {
                    try await copier.copy(from: source, to: StoreImage(name, store: images))
                    return []
                }
                if isWhole {
                    try await copier.copy(from: source, to: StoreImage(name, store: images))
                } else {
                    _ = try await images.pullUnikernel(from: source, as: name, selector, copier: copier)
                }
                return try await images.unikernel(name, selector).unpack(into: directory)
            }
        }
        progress.clear()
        for path in written { print(path) }
    }
}
