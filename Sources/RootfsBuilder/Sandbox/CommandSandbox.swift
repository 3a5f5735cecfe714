public import SystemPackage
public import UnikraftCore

/// Runs a command in a directory as its root, apart from the rest of the machine.
public protocol CommandSandbox: Sendable {
    /// The sandbox's name, for messages.
    var name: String { get }

    /// Whether it mounts ``SandboxCommand/overlay``. A sandbox that says no gets commands without one.
    var mountsOverlay: Bool { get }

    /// Runs a command to its end. Nothing of it is left afterwards, also when the task is cancelled.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - launcher: Starts the programs of the sandbox.
    ///   - output: Gets what the command prints to both outputs, as it comes.
    /// - Returns: How it ended.
    /// - Throws: ``RootfsError`` with the code `toolMissing` when the sandbox cannot work here; `CancellationError`.
    func run(
        _ command: SandboxCommand, launcher: any ProcessLauncher, output: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> ProcessTermination

    /// Ends what still runs of a command whose build was killed.
    ///
    /// - Parameters:
    ///   - scratch: The directory that ``SandboxCommand/scratch`` was; it is removed afterwards.
    ///   - launcher: Starts the programs of the sandbox.
    func endLeftovers(in scratch: FilePath, launcher: any ProcessLauncher) async
}

extension CommandSandbox {
    /// No.
    public var mountsOverlay: Bool { false }

    /// Does nothing, which is right for sandboxes whose commands end with the process that started them.
    public func endLeftovers(in scratch: FilePath, launcher: any ProcessLauncher) async {}
}

/// A command with what it sees.
public struct SandboxCommand: Sendable, Hashable {
    /// Who it runs as.
    public struct User: Sendable, Hashable {
        /// The number of the user.
        public var id: UInt32
        /// The number of the group.
        public var group: UInt32
        /// Further groups.
        public var supplementaryGroups: [UInt32]
    }

    /// Something that is mounted in the root while the command runs.
    public struct Mount: Sendable, Hashable {
        /// What is mounted.
        public enum Source: Sendable, Hashable {
            /// A file or a directory of the host.
            case path(FilePath)
            /// An empty file system in memory, of so many bytes at most; nil for the system's default.
            case memory(limit: UInt64?)
        }

        /// Where it is mounted: an absolute path.
        public var target: String
        /// What is mounted.
        public var source: Source
        /// Whether nothing in it can be changed.
        public var isReadOnly: Bool
    }

    /// Directories beside each other that overlayfs makes the root of (kernel documentation, "Overlay Filesystem").
    ///
    /// The names consist of letters, digits and `-`, so that they need no quoting in options of a mount that is made
    /// from the directory.
    public struct Overlay: Sendable, Hashable {
        /// The directory that all of them are in: an absolute path.
        public var directory: FilePath
        /// The name of the directory that is not changed.
        public var lower: String
        /// The name of the directory that gets the changes.
        public var upper: String
        /// The name of the directory that the file system works in.
        public var work: String
        /// The name of the directory that is mounted on: ``SandboxCommand/root``.
        public var root: String
    }

    /// The directory that is the root.
    public var root: FilePath
    /// What the sandbox mounts at the root before it runs the command, where nobody else sees it, and so that the
    /// mount ends with the command; nil when the root is ready.
    public var overlay: Overlay?
    /// The program and its arguments.
    public var arguments: [String]
    /// The variables, `NAME=VALUE`.
    public var environment: [String]
    /// The directory that it runs in.
    public var workingDirectory: String
    /// Who it runs as.
    public var user: User
    /// What is mounted in the root.
    public var mounts: [Mount]
    /// Whether it sees the network of the host.
    public var hasNetwork: Bool
    /// A directory for files of the sandbox; whoever calls removes it.
    public var scratch: FilePath
}
