public import QEMULauncher
public import SystemPackage
public import UnikraftCore

/// What a person wants to run, before it is known what that takes.
public struct RunRequest: Sendable {
    /// A project's directory, a kernel file, a position-independent Linux program to boot a kernel with, or the name
    /// of a package; nil leaves it to the others, and without a kernel is the working directory's project.
    public var source: String?
    /// The Kraftfile, when it has another name or place.
    public var kraftfile: FilePath?
    /// The name of the project's target, when platform and architecture do not tell.
    public var target: String?
    /// The kernel file, in place of the project's.
    public var kernel: FilePath?
    /// The root filesystem, in place of the project's: a cpio archive, or anything that one is built from.
    public var rootfs: String?
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
    /// Network devices; empty stands for one on QEMU's user network, or for those that ``memberships`` amount to.
    public var networks: [NetworkAttachment] = []
    /// Networks of this host to connect to. The ports are published on the first of them then.
    public var memberships: [NetworkMembership] = []
    /// The program's environment.
    public var environment: [EnvironmentVariable] = []
    /// Parameters of the guest's libraries.
    public var parameters: [LibraryParameter] = []
    /// Directories of the host that the guest mounts.
    public var sharedDirectories: [SharedDirectory] = []
    /// QEMU's server for a debugger; nil when there is none.
    public var debugger: DebuggerStub?
    /// Whether what is doubtful is an error.
    public var isStrict = false
    /// Where what is built of files and packages is kept; a project has its own directory.
    public var buildDirectory: FilePath = ".unikraft/build"

    /// Creates a request for nothing yet.
    public init() {}
}
