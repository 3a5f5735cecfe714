import ArgumentParser
import ELFInspector
import FoundationEssentials
import RootfsBuilder
import RootfsModel
import SystemPackage
import Unikraft

/// `kraft rootfs check`: what would keep a program in an archive from running in a guest.
struct RootfsCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a root filesystem archive before it is booted.")

    @Option(name: .long, help: "The command that the guest runs, words separated by blanks.")
    var cmd = ""

    @Option(name: .long, help: "The architecture of the guest: x86_64, arm64 or arm; this machine's by default.")
    var arch: String?

    @Flag(name: .long, help: "Count warnings as errors.")
    var strict = false

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @Option(name: .long, help: "What the source is; it is found out when it is not given.")
    var type: RootfsSourceKind?

    @Argument(help: "The archive, cpio or tar, as it is or compressed; or a directory.")
    var archive: String

    func run() async throws {
        let services = BuildServices(
            launcher: SubprocessLauncher(), transport: nil, variables: ProcessInfo.processInfo.environment)
        let architecture = try arch.map { try Architecture(parsing: $0) } ?? .host
        let source = try await services.rootfsSource(archive, kind: type)
        let tree = try await source.load(in: services.rootfsEnvironment(architecture)).tree
        let check = RootfsCheck(
            command: cmd.split(separator: " ").map(String.init), machine: ELFMachine(architecture))
        let isCpio = try (type ?? RootfsSourceKind.detect(archive)) == .cpio
        let problems = (isCpio ? try ArchiveCheck(FilePath(archive)).run() : []) + check.run(on: tree)
        if json {
            print(problems.json)
        } else {
            for problem in problems { print(problem) }
        }
        if problems.containsErrors || (strict && !problems.isEmpty) { throw ExitCode(1) }
    }
}
