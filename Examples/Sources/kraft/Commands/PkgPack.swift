public import ArgumentParser
import Foundation
public import OCIDistribution
import OCIModel
import SystemPackage
import Unikraft

struct PkgPack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Make a package of a project, or of a kernel and an initial ramdisk.")

    @Option(name: .shortAndLong, help: "The package's name.")
    var name: String

    @Option(name: .shortAndLong, help: "The kernel; without one, the project in the directory is built and packaged.")
    var kernel: String?

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

    @Option(help: "The root filesystem, in place of the project's: an archive, a directory, a Dockerfile or an image.")
    var rootfs: String?

    @OptionGroup var platform: PlatformOptions
    @OptionGroup var services: ServiceOptions

    @Option(
        name: [.customShort("K"), .customLong("kraftfile")], help: "The Kraftfile, when it has another name or place.")
    var kraftfile: String?

    @Argument(help: "The project's directory.")
    var directory: String?

    @Argument(parsing: .postTerminator, help: "The application's command line, in place of the project's.")
    var command: [String] = []

    mutating func run() async throws {
        let reference = try reference(name)
        let (plat, arch) = try platform.parsed()
        guard kernel == nil || directory == nil else {
            throw ValidationError("Give a project's directory or --kernel, not both.")
        }
        let descriptor = try await services.withServices { [self] services in
            var package =
                if let kernel {
                    UnikernelPackage(
                        kernel: FilePath(kernel), initrd: initrd.map { FilePath($0) }, platform: plat,
                        architecture: arch, command: command)
                } else {
                    try await build(plat, arch, services)
                }
            package.environment += env
            package.labels.merge(try labels()) { _, last in last }
            if let dbg { package.debugKernel = FilePath(dbg) }
            if let config {
                package.kernelFeatures = KernelFeatures(parsing: try String(contentsOfFile: config, encoding: .utf8))
            }
            return try await services.store().pack(package, as: reference, strategy: strategy)
        }
        if push {
            var sending = PkgPush()
            sending.package = try PackageName.parse([name])
            sending.store = services.store
            sending.registry = services.registry
            try await sending.run()
        } else {
            print("\(reference)@\(descriptor.digest)")
        }
    }

    /// Builds the project, and gives what becomes the package.
    private func build(
        _ platform: Platform, _ architecture: Architecture, _ services: BuildServices
    ) async throws -> UnikernelPackage {
        let project = try UnikraftProject(
            in: FilePath(directory ?? "."), kraftfile: kraftfile.map { FilePath($0) })
        var build = ProjectBuild(project, services: services)
        if let rootfs { build.rootfs = try await services.rootfsSource(rootfs) }
        if !command.isEmpty { build.command = command }
        let built = try await build.run(for: platform, architecture)
        for finding in built.findings { Terminal.say("\(finding)") }
        return built.package
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
