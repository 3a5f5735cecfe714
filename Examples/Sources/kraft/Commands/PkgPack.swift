public import ArgumentParser
import Foundation
public import OCIDistribution
import OCIModel
import SystemPackage
import UnikraftCore

struct PkgPack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Make a package of a kernel and an initial ramdisk.")

    @Option(name: .shortAndLong, help: "The package's name.")
    var name: String

    @Option(name: .shortAndLong, help: "The kernel.")
    var kernel: String

    @Option(help: "The initial ramdisk.")
    var initrd: String?

    @Option(help: "The kernel with its symbols.")
    var dbg: String?

    @Option(help: "The .config that the kernel was built with.")
    var config: String?

    @Option(name: .shortAndLong, help: "An environment variable, NAME=value.")
    var env: [String] = []

    @Option(name: .shortAndLong, help: "A label, NAME=value.")
    var label: [String] = []

    @Option(
        help:
            "What to do when there is such a package: \(MergeStrategy.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var strategy = MergeStrategy.overwrite

    @Flag(help: "Send it to its registry.")
    var push = false

    @OptionGroup var platform: PlatformOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var registry: RegistryOptions

    @Argument(parsing: .postTerminator, help: "The application's command line.")
    var command: [String] = []

    mutating func run() async throws {
        let reference = try reference(name)
        let (plat, arch) = try platform.parsed()
        let options = try config.map { KernelConfiguration(parsing: try String(contentsOfFile: $0, encoding: .utf8)) }
        var package = UnikernelPackage(
            kernel: FilePath(kernel), initrd: initrd.map { FilePath($0) }, platform: plat, architecture: arch,
            command: command,
            environment: env, labels: try labels(), kernelConfiguration: options ?? KernelConfiguration())
        package.debugKernel = dbg.map { FilePath($0) }
        let descriptor = try await store.open().pack(package, as: reference, strategy: strategy)
        if push {
            var sending = PkgPush()
            sending.package = try PackageName.parse([name])
            sending.store = store
            sending.registry = registry
            try await sending.run()
        } else {
            print("\(reference)@\(descriptor.digest)")
        }
    }

    private func labels() throws -> [String: String] {
        var result: [String: String] = [:]
        for text in label {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw ValidationError("'\(text)' is no label; write it as NAME=value.")
            }
            result[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return result
    }
}

extension MergeStrategy: @retroactive ExpressibleByArgument {}
