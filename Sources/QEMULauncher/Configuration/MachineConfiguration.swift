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
