import FoundationEssentials
import Glibc
import SystemPackage
import SystemSupport
public import UnikraftCore

/// Runs commands through an OCI runtime: `runc`, or another with the same command line.
public struct RuncSandbox: CommandSandbox {
    /// The program.
    public var executable: String

    /// Creates a sandbox.
    ///
    /// - Parameter executable: The program: a name looked up in `PATH`, or a path.
    public init(executable: String = "runc") {
        self.executable = executable
    }

    /// See ``CommandSandbox``.
    public var name: String { executable }

    /// See ``CommandSandbox``.
    public func run(
        _ command: SandboxCommand, launcher: any ProcessLauncher, output: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> ProcessTermination {
        let identifier = "unikraft-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let state = command.scratch.appending("runtime")
        try makeDirectories(state, mode: 0o700)
        try writeConfiguration(command)
        let global = ["--root", state.string]
        let run = ProcessCommand(executable, global + ["run", "--bundle", command.scratch.string, identifier])
        let remove = ProcessCommand(executable, global + ["delete", "--force", identifier])
        let result: Result<ProcessTermination, any Error>
        do {
            let process = try launcher.start(run, options: ProcessOptions())
            result = .success(await SandboxOutput.follow(process, output))
        } catch {
            result = .failure(error)
        }
        // Not part of the task, which may be cancelled: whatever still runs in the container is ended.
        _ = await Task.detached { try? await launcher.run(remove, input: [], outputLimit: 1 << 16) }.value
        try Task.checkCancellation()
        return try result.get()
    }

    private func writeConfiguration(_ command: SandboxCommand) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let bytes = [UInt8](try encoder.encode(RuntimeConfiguration(command, isRoot: geteuid() == 0)))
        let file = try AtomicFile(path: command.scratch.appending("config.json"), mode: 0o600)
        try file.descriptor.writeAll(bytes)
        try file.commit()
    }
}
