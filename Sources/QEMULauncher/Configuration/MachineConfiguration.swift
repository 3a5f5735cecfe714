public import SystemPackage
public import UnikraftCore

/// A machine as its owner wants it. ``MachinePlanner`` makes QEMU's arguments from it.
public struct MachineConfiguration: Sendable, Hashable {
    /// The machine's name, shown by QEMU and used to choose its network addresses.
    public var name: String
    /// The kernel file.
    public var kernel: FilePath
    /// The root filesystem archive; nil when the kernel has one built in, or needs none.
    public var initramfs: FilePath?
    /// The kind of guest.
    public var guest: GuestProfile
    /// The guest's architecture.
    public var architecture: Architecture
    /// QEMU's machine type; nil chooses `pc` on x86_64 and `virt` on arm64.
    public var machineType: String?
    /// QEMU's processor model; nil chooses one that has what Unikraft needs.
    public var processorModel: String?
    /// The number of virtual processors.
    public var processorCount: Int
    /// The guest's memory; nil takes what the archive needs.
    public var memory: ByteCount?
    /// How the guest's instructions are executed.
    public var acceleration: AccelerationPolicy
    /// Ports of the host that lead to the guest, all through one network device.
    public var ports: [PortMapping]
    /// Network devices; empty stands for one on QEMU's user network.
    public var networks: [NetworkAttachment]
    /// Directories of the host that the guest mounts.
    public var sharedDirectories: [SharedDirectory]
    /// Files and devices of the host that are disks of the guest, in order.
    public var blockVolumes: [BlockVolume]
    /// QEMU's server for a debugger; nil when there is none.
    public var debugger: DebuggerStub?
    /// The program with its arguments, its environment, and further parameters of the guest's libraries.
    public var commandLine: GuestCommandLine
    /// Arguments put behind all others on QEMU's command line.
    public var extraArguments: [String]

    /// Creates a configuration with one device on QEMU's user network and automatic memory and acceleration.
    ///
    /// - Parameters:
    ///   - name: The machine's name.
    ///   - kernel: The kernel file.
    ///   - initramfs: The root filesystem archive, if any.
    ///   - guest: The kind of guest.
    ///   - architecture: The guest's architecture.
    ///   - arguments: The program and its arguments.
    public init(
        name: String = "unikraft", kernel: FilePath, initramfs: FilePath? = nil, guest: GuestProfile = .unikraft,
        architecture: Architecture = .x86_64, arguments: [String] = []
    ) {
        self.name = name
        self.kernel = kernel
        self.initramfs = initramfs
        self.guest = guest
        self.architecture = architecture
        processorCount = 1
        acceleration = .automatic
        ports = []
        networks = []
        sharedDirectories = []
        blockVolumes = []
        commandLine = GuestCommandLine(arguments: arguments)
        extraArguments = []
    }
}

/// How the guest's instructions are to be executed.
public enum AccelerationPolicy: String, Sendable, Hashable, CaseIterable {
    /// KVM where it works, else TCG with one warning.
    case automatic
    /// KVM, or an error.
    case kvm
    /// QEMU's own translation (TCG), which works everywhere.
    case tcg
}

/// A directory of the host that the guest sees, by the 9p protocol.
public struct SharedDirectory: Sendable, Hashable {
    /// The directory of the host.
    public var source: FilePath
    /// Where the guest mounts it; an absolute path.
    public var mountPoint: String
    /// Whether the guest may only read.
    public var isReadOnly: Bool

    /// Creates a shared directory.
    ///
    /// - Parameters:
    ///   - source: The directory of the host.
    ///   - mountPoint: Where the guest mounts it.
    ///   - isReadOnly: Whether the guest may only read.
    public init(source: FilePath, mountPoint: String, isReadOnly: Bool = false) {
        self.source = source
        self.mountPoint = mountPoint
        self.isReadOnly = isReadOnly
    }

    /// Reads `SOURCE:DESTINATION[:ro|:rw]`, or a lone `SOURCE`, which is mounted at `/`.
    ///
    /// - Parameter text: The volume as `kraft run -v` takes it.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/configuration``.
    public init(parsing text: String) throws(LaunchError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isValid = (1...3).contains(parts.count) && !parts[0].isEmpty
        let mountPoint = parts.count > 1 ? parts[1] : "/"
        guard isValid, mountPoint.hasPrefix("/"), parts.count < 3 || ["ro", "rw"].contains(parts[2]) else {
            throw LaunchError(
                .configuration, subject: text, "'\(text)' is not a volume",
                remedy: "Write SOURCE:DESTINATION[:ro], where DESTINATION begins with '/'.")
        }
        self.init(source: FilePath(parts[0]), mountPoint: mountPoint, isReadOnly: parts.count == 3 && parts[2] == "ro")
    }
}
