import ArgumentParser
import KernelBuilder
import Unikraft

/// `kraft clean`: away with what builds made.
struct Clean: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Remove what builds made: kernels, objects, archives and configurations.")

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Remove the fetched components and downloads too.")
    var proper = false

    func run() throws {
        let project = try project.project()
        try KernelBuilder.clean(project.model, in: project.directory, depth: proper ? .everything : .builds)
    }
}
