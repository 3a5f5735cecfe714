import FoundationEssentials
import Glibc
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// Runs commands through an OCI runtime: `runc`, or another with the same command line.
///
/// As root the runtime is started in a process namespace of its own by unshare(1), so that the command ends when this
/// process is killed. What is left then, empty control groups, goes with the next build.
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
        let state = Self.state(in: command.scratch)
        try makeDirectories(state, mode: 0o700)
        try writeConfiguration(command)
        var run = ProcessCommand(
            executable, ["--root", state.string, "run", "--bundle", command.scratch.string, identifier])
        if await Self.canEndWithParent(launcher) {
            let namespace = ["--pid", "--fork", "--kill-child", "--mount-proc", "--", executable]
            run = ProcessCommand("unshare", namespace + run.arguments)
        }
        let result: Result<ProcessTermination, any Error>
        do {
            let process = try launcher.start(run, options: ProcessOptions())
            result = .success(await SandboxOutput.follow(process, output))
        } catch {
            result = .failure(error)
        }
        await remove(identifier, state, launcher)
        try Task.checkCancellation()
        return try result.get()
    }

    /// See ``CommandSandbox``.
    public func endLeftovers(in scratch: FilePath, launcher: any ProcessLauncher) async {
        let state = Self.state(in: scratch)
        for identifier in (try? DirectoryNames.list(state)) ?? [] { await remove(identifier, state, launcher) }
    }

    /// Ends whatever still runs in a container. It is no part of the task, which may be cancelled.
    private func remove(_ identifier: String, _ state: FilePath, _ launcher: any ProcessLauncher) async {
        let command = ProcessCommand(executable, ["--root", state.string, "delete", "--force", identifier])
        _ = await Task.detached { try? await launcher.run(command, input: [], outputLimit: 1 << 16) }.value
    }

    private static func state(in scratch: FilePath) -> FilePath { scratch.appending("runtime") }

    /// Whether unshare(1) is there in the version of util-linux 2.32 or later. Making a process namespace needs root.
    private static func canEndWithParent(_ launcher: any ProcessLauncher) async -> Bool {
        guard geteuid() == 0 else { return false }
        let probe = ProcessCommand("unshare", ["--help"])
        guard let result = try? await launcher.run(probe, input: [], outputLimit: 1 << 16) else { return false }
        return String(decoding: result.standardOutput, as: UTF8.self).contains("--kill-child")
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
