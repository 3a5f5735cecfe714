import ArgumentParser
import KernelBuilder
import KraftfileModel
import SystemPackage
import Unikraft

/// Which project a command works on.
struct ProjectOptions: ParsableArguments {
    @Option(
        name: [.customShort("K"), .customLong("kraftfile")], help: "The Kraftfile, when it has another name or place.")
    var kraftfile: String?

    @Argument(help: "The project's directory.")
    var directory = "."

    /// The project; nothing is printed.
    func project() throws -> UnikraftProject {
        try UnikraftProject(in: FilePath(directory), kraftfile: kraftfile.map { FilePath($0) })
    }

    /// Reads the Kraftfile; its warnings go to standard error.
    ///
    /// - Returns: The project, and the directory that its paths are relative to.
    func load() throws -> (Project, FilePath) {
        let project = try project()
        for warning in project.warnings { Terminal.say("\(warning)") }
        return (project.model, project.directory)
    }
}

/// Which of the project's targets a command works on.
struct TargetOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "A target's name, or platform and architecture such as qemu/x86_64.")
    var target: String?

    @Option(name: .customLong("plat"), help: "The platform, for example qemu or fc.")
    var platform: String?

    @Option(name: .customLong("arch"), help: "The architecture, for example x86_64 or arm64.")
    var architecture: String?

    func selection(all: Bool) throws -> TargetSelection {
        do {
            return TargetSelection(
                name: target, platform: try platform.map { try Platform(parsing: $0) },
                architecture: try architecture.map { try Architecture(parsing: $0) }, selectsAll: all)
        } catch let error as InvalidValue {
            throw ValidationError(error.description)
        }
    }
}
