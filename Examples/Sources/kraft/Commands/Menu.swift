import ArgumentParser
import KernelBuilder
import SubprocessLauncher

/// `kraft menu`: Unikraft's own configuration editor.
struct Menu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open Unikraft's menuconfig with the project's components.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var target: TargetOptions

    func run() async throws {
        let (kraftfile, directory) = try project.load()
        let builder = KernelBuilder(launcher: SubprocessLauncher(), progress: StepLines(isSilent: false))
        let kernel = try await builder.resolve(kraftfile, in: directory)
        try await builder.menu(kernel, target: try target.selection(all: false))
    }
}
