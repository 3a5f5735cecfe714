import ArgumentParser
import KernelBuilder
import SubprocessLauncher

/// `kraft clean`: away with what builds made.
struct Clean: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove what builds made: kernels, objects, archives and configurations.")

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Remove the fetched components and downloads too.")
    var proper = false

    func run() async throws {
        let (kraftfile, directory) = try project.load()
        let builder = KernelBuilder(launcher: SubprocessLauncher())
        let kernel = try await builder.resolve(kraftfile, in: directory)
        try builder.clean(kernel, depth: proper ? .everything : .builds)
    }
}
