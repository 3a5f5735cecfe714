import ArgumentParser
import KernelBuilder
import KraftfileModel
import SubprocessLauncher
import SystemPackage
import UnikraftCore

/// `kraft build`: a kernel from a Kraftfile.
struct Build: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Build the kernel of a project.",
        discussion: "Only what changed since the last build is done again.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var target: TargetOptions

    @Flag(help: "Build every target that matches.")
    var all = false

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: "How many commands make runs at once; by default one a processor.")
    var jobs: Int?

    @Option(help: "The root file system archive (cpio), in place of the Kraftfile's rootfs.")
    var rootfs: String?

    @Flag(name: [.customShort("F"), .long], help: "Fetch all components and build everything anew.")
    var noCache = false

    @Flag(help: "Fetch nothing; work from what is there.")
    var offline = false

    @Flag(help: "Fail when a Kconfig option does not become what the Kraftfile asks for.")
    var strict = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() async throws {
        let (kraftfile, directory) = try project.load()
        let options = KernelBuildOptions(jobs: jobs, isOffline: offline, ignoresCache: noCache, isStrict: strict)
        let builder = KernelBuilder(launcher: SubprocessLauncher(), progress: StepLines(isSilent: json))
        let kernel = try await builder.resolve(kraftfile, in: directory, options: options)
        let kernels = try await builder.build(
            kernel, targets: try target.selection(all: all), options: options, rootfs: archive(kraftfile, directory))
        print(json ? kernels.json : kernels.table, terminator: "")
    }

    private func archive(_ kraftfile: Project, _ directory: FilePath) -> (any KernelRootfs)? {
        if let rootfs { return PackedRootfs(ProjectOptions.absolute(rootfs)) }
        guard let rootfs = kraftfile.rootfs, rootfs.kind == .cpio || rootfs.source.hasSuffix(".cpio") else {
            return nil
        }
        return PackedRootfs(directory.pushing(FilePath(rootfs.source)))
    }
}
