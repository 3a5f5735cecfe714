import FoundationEssentials
import Glibc
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// Runs commands through an OCI runtime: `runc`, or another with the same command line.
///
/// The runtime is started in a process namespace of its own by unshare(1), so that the command ends when this process is
/// killed. What is left then, empty control groups, goes with the next build. Where no namespace can be made, the command
/// goes on until then.
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
    public var mountsOverlay: Bool { true }

    /// See ``CommandSandbox``.
    public func run(
        _ command: SandboxCommand, launcher: any ProcessLauncher, output: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> ProcessTermination {
        let identifier = "unikraft-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let state = Self.state(in: command.scratch)
        try makeDirectories(state, mode: 0o700)
        let runtime = [executable, "--root", state.string, "run", "--bundle", command.scratch.string, identifier]
        var namespaces = SandboxNamespaces(hasProcesses: true)
        if await !namespaces.work(launcher) { namespaces.hasProcesses = false }
        // A mount needs a namespace in any case.
        let isApart = namespaces.hasProcesses || command.overlay != nil
        try writeConfiguration(command, isApart: isApart)
        let run =
            isApart
            ? namespaces.command(runtime, mounting: command.overlay)
            : ProcessCommand(executable, Array(runtime.dropFirst()))
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

    private func writeConfiguration(_ command: SandboxCommand, isApart: Bool) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // In a user namespace of ours, the user of this process is root already.
        let user = isApart ? (id: 0, group: 0) : (id: geteuid(), group: getegid())
        let bytes = [UInt8](
            try encoder.encode(RuntimeConfiguration(command, user: user, isRoot: geteuid() == 0)))
        let file = try AtomicFile(path: command.scratch.appending("config.json"), mode: 0o600)
        try file.descriptor.writeAll(bytes)
        try file.commit()
    }
}
