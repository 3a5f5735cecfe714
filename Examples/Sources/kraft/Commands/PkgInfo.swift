import ArgumentParser
import OCIDistribution
import OCIModel
import UnikraftCore

struct PkgInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show what a package of the store holds.")

    @OptionGroup var package: PackageName
    @OptionGroup var store: StoreOptions

    @Flag(help: "Print JSON.")
    var json = false

    private struct Kernel: Encodable {
        var manifest: String
        var configuration: ImageConfiguration
        var layers: [Descriptor]
    }

    mutating func run() async throws {
        let name = try package.parsed()
        let images = try store.openExisting()
        guard let root = try images.descriptor(of: name) else {
            throw DistributionError(
                .notFound, "the store has no package of that name; pull it first", reference: "\(name)")
        }
        let kernels = try images.unikernels(in: root).map { descriptor, manifest, configuration in
            Kernel(manifest: "\(descriptor.digest)", configuration: configuration, layers: manifest.layers)
        }
        if json { return try JSON.print(kernels) }
        print(name.pinned(to: root.digest))
        for kernel in kernels {
            let parameters = kernel.configuration.config
            let platform = kernel.configuration.platform
            show("  \(platform)" + (platform.osVersion.map { "  \($0)" } ?? ""))
            if let command = parameters.command { show("    command: \(command.joined(separator: " "))") }
            for variable in parameters.environment { show("    env: \(variable)") }
            for layer in kernel.layers {
                show(
                    "    \(layer.digest.abbreviated)  \(ByteCount(bytes: UInt64(clamping: layer.size)))  \(layer.mediaType)"
                )
            }
            show("    \(platform.osFeatures.count) kernel options")
        }
    }

    /// What a package says of itself is text of somebody else.
    private func show(_ line: String) { print(line.printable) }
}
