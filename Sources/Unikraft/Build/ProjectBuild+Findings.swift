import DockerfileModel
import ELFInspector
import QEMULauncher
import RootfsBuilder
import SystemPackage
import UnikraftCore

extension ProjectBuild {
    /// What would keep the program from running, as far as files tell.
    func findings(_ built: BuiltProject) -> [Diagnostic] {
        guard let contents = built.rootfs?.contents else { return [] }
        var found = contents.notices.map { Diagnostic(.warning, .init("rootfs-notice"), $0) }
        let directory = contents.settings.workingDirectory
        if !directory.isEmpty, directory != "/" {
            found.append(
                Diagnostic(
                    .warning, .init("working-directory"),
                    "the image asks for the working directory '\(directory)', and a guest's program starts in '/'",
                    remedy: "Use absolute paths."))
        }
        let check = RootfsCheck(command: built.command, machine: ELFMachine(built.architecture))
        return found + (KernelFacts(built.kernel.kernel).loadsPrograms ? check.run(on: contents.tree) : [])
    }
}

/// What a kernel file says of itself.
struct KernelFacts {
    /// Whether the kernel loads its program from the root filesystem: it has app-elfloader, or is the development
    /// guest's.
    let loadsPrograms: Bool

    init(_ kernel: FilePath) {
        guard (try? KernelImage(path: kernel))?.format.isLinux != true else {
            loadsPrograms = true
            return
        }
        let libraries = try? ELFFile(path: kernel).unikraftLibraries()
        loadsPrograms = libraries?.contains { $0.name == "appelfloader" } == true
    }
}

extension ImageSettings {
    /// The program with its arguments; nil when the image names none.
    var commandLine: [String]? {
        let words = (entrypoint ?? []) + (command ?? [])
        return words.isEmpty ? nil : words
    }
}
