/// What is kept of a machine that outlives the program that started it.
public struct MachineRecord: Codable, Sendable, Hashable {
    /// The form of this record; a later one may not be readable.
    public var version = 1
    /// The machine's name.
    public var name: String
    /// When it was made, in seconds since 1970.
    public var createdAt: Int64
    /// When it was last started, in seconds since 1970.
    public var startedAt: Int64
    /// The kernel that was asked for.
    public var kernel: String
    /// The root filesystem that was asked for, if any.
    public var initramfs: String?
    /// The QEMU program.
    public var executable: String
    /// Its arguments, with paths relative to the machine's directory.
    public var arguments: [String]
    /// Whether the guest is the development guest.
    public var isDevelopmentGuest: Bool
    /// Whether the kernel has a banner to show; nil in records of the time before that was looked for.
    public var hasBanner: Bool?
    /// The line that the guest's kernel is given.
    public var commandLine: String
    /// The guest's memory in mebibytes.
    public var memoryMebibytes: UInt64
    /// What executes the guest's instructions.
    public var accelerator: String
    /// Ports of the host that lead to the guest, as `[IP:]HOST:GUEST[/udp]`.
    public var ports: [String]
    /// The networks of the host that it belongs to; nil when it belongs to none.
    public var networks: [NetworkMembership]?
    /// Ports of the host that lead to its address on the first of them.
    public var networkPorts: [String]?
    /// Its taps; nil in records of the time before they were kept.
    public var interfaces: [String]?
    /// Servers of its shared directories; nil in records of the time before there were any.
    public var fileServers: [FileServerPlan]?
    /// The processes of those servers. They end with QEMU.
    public var fileServerProcesses: [MachineProcess]?
    /// QEMU's process; nil when the machine was never started.
    public var process: MachineProcess?
    /// When it is started again, as ``RestartPolicy/init(parsing:)`` reads it; nil is never.
    public var restartPolicy: String?
    /// How often it was started again by its supervisor since its owner started it.
    public var restarts: Int?
    /// The process that starts it again (``MachineStore/supervise(_:launcher:backoff:observe:)``).
    public var supervisor: MachineProcess?
    /// Whether its owner has stopped it.
    public var wasStopped = false
    /// Whether it is removed once it has ended.
    public var isTransient = false
}
