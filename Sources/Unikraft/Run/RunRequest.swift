public import QEMULauncher
public import SystemPackage
public import UnikraftCore

/// What a person wants to run, before it is known what that takes.
public struct RunRequest: Sendable {
    /// A kernel file, or a position-independent Linux program to boot one with; nil leaves it to the others.
    public var source: FilePath?
    /// The kernel file.
    public var kernel: FilePath?
    /// The root filesystem: a cpio archive, or a directory to pack.
    public var rootfs: FilePath?
    /// The program and its arguments, or the arguments alone when `source` is the program.
    public var arguments: [String] = []
    /// The machine's name; nil makes one from the source.
    public var name: String?
    /// The guest's architecture; nil is that of the kernel.
    public var architecture: Architecture?
    /// The guest's memory; nil takes what the archive needs.
    public var memory: ByteCount?
    /// How the guest's instructions are executed.
    public var acceleration = AccelerationPolicy.automatic
    /// Ports of the host that lead to the guest.
    public var ports: [PortMapping] = []
    /// Network devices; empty stands for one on QEMU's user network.
    public var networks: [NetworkAttachment] = []
    /// The program's environment.
    public var environment: [EnvironmentVariable] = []
    /// Parameters of the guest's libraries.
    public var parameters: [LibraryParameter] = []
    /// Directories of the host that the guest mounts.
    public var sharedDirectories: [SharedDirectory] = []
    /// QEMU's server for a debugger; nil when there is none.
    public var debugger: DebuggerStub?
    /// Where what is built is kept.
    public var buildDirectory: FilePath = ".unikraft/build"

    /// Creates a request for nothing yet.
    public init() {}
}
