public import ArgumentParser
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

    @Option(
        name: .shortAndLong, help: "An environment variable, NAME=value; NAME alone takes the value that it has here.")
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

    @Option(name: .shortAndLong, help: "Write it into an archive (oci-archive), too.")
    var output: String?

    @Flag(help: "Tell what would be read, fetched, run and written, and do nothing of it.")
    var dryRun = false

    @Flag(help: "Print what was made, or would be, as JSON.")
    var json = false

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
        try checkCombination()
        let (labels, variables) = (try labels(), try environmentVariables(env).map(\.description))
        try await services.withServices { [self] services in
            var packaging = ProjectPackaging(try await contents(plat, arch, services), as: reference)
            packaging.strategy = strategy
            if let rootfs { packaging.rootfs = try await services.rootfsSource(rootfs) }
            packaging.adjust = { [dbg, config] package in
                package.environment += variables
                package.labels.merge(labels) { _, last in last }
                if let dbg { package.debugKernel = FilePath(dbg) }
                if let config {
                    package.kernelFeatures = try KernelFeatures(configurationFile: FilePath(config))
                }
            }
            if push, let client = services.client { packaging.destinations.append(RegistryDestination(client)) }
            if let output { packaging.destinations.append(ArchiveDestination(FilePath(output))) }
            if dryRun {
                let plan = try await packaging.plan(for: plat, arch)
                if json { try JSON.print(plan) } else { print(plan) }
                return
            }
            let report = try await packaging.run(for: plat, arch)
            for finding in (report.build?.findings ?? []) + report.findings { Terminal.say(finding) }
            if json { try JSON.print(report) } else { print("\(report.image)@\(report.digest)") }
        }
    }

    /// What becomes the package: the files that were named, or what the project's build makes.
    private func contents(
        _ platform: Platform, _ architecture: Architecture, _ services: BuildServices
    ) async throws -> ProjectPackaging.Contents {
        if let kernel {
            return .files(
                UnikernelPackage(
                    kernel: FilePath(kernel), initrd: initrd.map { FilePath($0) }, platform: platform,
                    architecture: architecture, command: command), services: services)
        }
        let project = try UnikraftProject(
            in: FilePath(directory ?? "."), kraftfile: kraftfile.map { FilePath($0) })
        var build = ProjectBuild(project, services: services)
        if !command.isEmpty { build.command = command }
        return .project(build)
    }

    /// Refuses options of which one would have no effect.
    private func checkCombination() throws {
        let faults = [
            (kernel != nil && directory != nil, "Give a project's directory or --kernel, not both."),
            (kernel != nil && kraftfile != nil, "A package of --kernel has no Kraftfile; leave --kraftfile out."),
            (kernel == nil && initrd != nil, "--initrd goes with --kernel; give a project another --rootfs."),
            (rootfs != nil && initrd != nil, "Give --rootfs or --initrd, not both."),
        ]
        if let fault = faults.first(where: \.0) { throw ValidationError(fault.1) }
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
