import ArgumentParser
import KernelBuilder
import Unikraft

/// `kraft menu`: Unikraft's own configuration editor.
struct Menu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open Unikraft's menuconfig with the project's components.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var target: TargetOptions

    @OptionGroup var services: ServiceOptions

    func run() async throws {
        let (kraftfile, directory) = try project.load()
        let selection = try target.selection(all: false)
        try await services.withServices { services in
            let builder = services.kernelBuilder
            try await builder.menu(builder.resolve(kraftfile, in: directory), target: selection)
        }
    }
}
