import SystemPackage
public import UnikraftCore

/// Runs commands through bubblewrap (`bwrap`). It works without root where the system allows user namespaces.
public struct BubblewrapSandbox: CommandSandbox {
    /// The program.
    public var executable: String

    /// Creates a sandbox.
    ///
    /// - Parameter executable: The program: a name looked up in `PATH`, or a path.
    public init(executable: String = "bwrap") {
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
        // It ends with its parent, and everything in its process namespace with it.
        var run = ProcessCommand(executable, arguments(command))
        if let overlay = command.overlay {
            run = SandboxNamespaces(hasProcesses: false).command([executable] + run.arguments, mounting: overlay)
        }
        let process = try launcher.start(run, options: ProcessOptions())
        let termination = await SandboxOutput.follow(process, output)
        try Task.checkCancellation()
        return termination
    }

    func arguments(_ command: SandboxCommand) -> [String] {
        var list = [
            "--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--bind",
            command.root.string, "/",
            "--proc", "/proc", "--dev", "/dev", "--ro-bind", "/sys", "/sys", "--uid", "\(command.user.id)", "--gid",
            "\(command.user.group)", "--chdir", command.workingDirectory, "--clearenv",
        ]
        if !command.hasNetwork { list.append("--unshare-net") }
        for mount in command.mounts {
            switch mount.source {
            case .path(let path): list += [mount.isReadOnly ? "--ro-bind" : "--bind", path.string, mount.target]
            case .memory(let limit): list += (limit.map { ["--size", "\($0)"] } ?? []) + ["--tmpfs", mount.target]
            }
        }
        for variable in command.environment {
            let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            list += ["--setenv", parts[0], parts.count > 1 ? parts[1] : ""]
        }
        return list + ["--"] + command.arguments
    }
}
