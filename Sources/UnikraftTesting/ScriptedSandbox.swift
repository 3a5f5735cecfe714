public import RootfsBuilder
import Synchronization
public import UnikraftCore

/// A sandbox for the commands of `RUN` that starts nothing: a closure does to the root what the command would.
///
/// ```swift
/// let sandbox = ScriptedSandbox { command in
///     // Write, change or remove files below command.root.
///     .exited(0)
/// }
/// let engine = NativeEngine(sandbox: sandbox)
/// ```
public final class ScriptedSandbox: CommandSandbox {
    /// `scripted`.
    public let name = "scripted"
    private let script: @Sendable (SandboxCommand) throws -> ProcessTermination
    private let seen = Mutex<[SandboxCommand]>([])

    /// Creates a sandbox.
    ///
    /// - Parameter script: Does what the command would do, and says how it ended. What it throws fails the build.
    public init(_ script: @escaping @Sendable (SandboxCommand) throws -> ProcessTermination) {
        self.script = script
    }

    /// The commands so far, in order.
    public var commands: [SandboxCommand] { seen.withLock { $0 } }

    /// See `CommandSandbox`.
    public func run(
        _ command: SandboxCommand, launcher: any ProcessLauncher, output: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> ProcessTermination {
        seen.withLock { $0.append(command) }
        return try script(command)
    }
}
