import ArgumentParser
import Foundation
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

    @Flag(name: .long, help: "Count warnings as errors.")
    var strict = false

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @Argument(help: "The archive, cpio or tar, as it is or compressed with gzip; or a directory.")
    var archive: String

    func run() async throws {
        let services = BuildServices(
            launcher: SubprocessLauncher(), transport: nil, variables: ProcessInfo.processInfo.environment)
        let source = try await services.rootfsSource(archive)
        let tree = try await source.load(in: services.rootfsEnvironment(.host)).tree
        let problems = RootfsCheck(command: cmd.split(separator: " ").map(String.init)).run(on: tree)
        if json {
            print(problems.json)
        } else {
            for problem in problems { print(problem) }
        }
        if problems.containsErrors || (strict && !problems.isEmpty) { throw ExitCode(1) }
    }
}
