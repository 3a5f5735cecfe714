import ArgumentParser
import Glibc
import KernelBuilder
import Unikraft

/// `kraft menu`: Unikraft's own configuration editor.
struct Menu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "menu",
        abstract: "Open Unikraft's menuconfig with the project's components.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var target: TargetOptions

    @OptionGroup var services: ServiceOptions

    func run() async throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw RunError(
                "the editor needs a terminal for its input and output",
                remedy: "Run it at a terminal, or set options under 'unikraft: kconfig:' in the Kraftfile.")
        }
        let (kraftfile, directory) = try project.load()
        let selection = try target.selection(all: false)
        try await services.withServices { services in
            let builder = services.kernelBuilder
            try await builder.menu(builder.resolve(kraftfile, in: directory), target: selection)
        }
    }
}
