import ArgumentParser
import Foundation
import KernelBuilder
import KraftfileModel
import SystemPackage
import UnikraftCore

/// Which project a command works on.
struct ProjectOptions: ParsableArguments {
    @Option(
        name: [.customShort("K"), .customLong("kraftfile")], help: "The Kraftfile, when it has another name or place.")
    var kraftfile: String?

    @Argument(help: "The project's directory.")
    var directory = "."

    /// Reads the Kraftfile; its warnings go to standard error.
    ///
    /// - Returns: The project, and the directory that its paths are relative to.
    func load() throws -> (Project, FilePath) {
        let file = try Kraftfile.load(
            kraftfile.map { .file(FilePath($0)) } ?? .search(from: FilePath(directory)))
        for diagnostic in file.diagnostics where diagnostic.severity == .warning {
            FileHandle.standardError.write(Data("\(diagnostic)\n".utf8))
        }
        let place = kraftfile == nil ? FilePath(file.source.file).removingLastComponent() : FilePath(directory)
        return (try file.validProject(), Self.absolute(place.string))
    }

    /// A path made absolute with the working directory.
    static func absolute(_ path: String) -> FilePath {
        FilePath(URL(fileURLWithPath: path.isEmpty ? "." : path).standardizedFileURL.path)
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
