import SystemPackage

/// The configuration of a container (OCI Runtime Specification, "Configuration" and "Linux Container Configuration").
struct RuntimeConfiguration: Encodable {
    struct User: Encodable {
        var uid: UInt32
        var gid: UInt32
        var additionalGids: [UInt32]
    }

    struct Capabilities: Encodable {
        var bounding: [String]
        var effective: [String]
        var permitted: [String]
    }

    struct Process: Encodable {
        var terminal = false
        var user: User
        var args: [String]
        var env: [String]
        var cwd: String
        var capabilities: Capabilities
        var noNewPrivileges = false
    }

    struct Root: Encodable {
        var path: String
        var readonly = false
    }

    struct Mount: Encodable {
        var destination: String
        var type: String
        var source: String
        var options: [String]
    }

    struct Namespace: Encodable {
        var type: String
    }

    struct IDMapping: Encodable {
        var containerID: UInt32
        var hostID: UInt32
        var size: UInt32
    }

    struct Linux: Encodable {
        var namespaces: [Namespace]
        var maskedPaths: [String]
        var readonlyPaths: [String]
        var uidMappings: [IDMapping]?
        var gidMappings: [IDMapping]?
    }

    var ociVersion = "1.0.2"
    var process: Process
    var root: Root
    var hostname = "unikraft"
    var mounts: [Mount]
    var linux: Linux

    /// What a command of `RUN` may do: the capabilities that Docker gives.
    private static let capabilities = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
        "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ].map { "CAP_" + $0 }

    private static let maskedPaths = [
        "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/sched_debug",
        "/proc/scsi", "/sys/firmware",
    ]

    private static let readOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]

    /// - Parameters:
    ///   - command: The command.
    ///   - user: Who the runtime runs as.
    ///   - isRoot: Whether that is root without a user namespace around it.
    init(_ command: SandboxCommand, user: (id: UInt32, group: UInt32), isRoot: Bool) {
        let capabilities = Self.capabilities
        let isPlainUser = command.user.id != 0
        process = Process(
            user: User(
                uid: command.user.id, gid: command.user.group,
                additionalGids: isRoot ? command.user.supplementaryGroups : []),
            args: command.arguments, env: command.environment, cwd: command.workingDirectory,
            capabilities: Capabilities(
                bounding: capabilities, effective: isPlainUser ? [] : capabilities,
                permitted: isPlainUser ? [] : capabilities))
        root = Root(path: command.root.string)
        mounts = Self.systemMounts(isRoot: isRoot) + command.mounts.map(Mount.init)
        var namespaces = ["pid", "ipc", "uts", "mount"]
        if !command.hasNetwork { namespaces.append("network") }
        if !isRoot { namespaces.append("user") }
        linux = Linux(
            namespaces: namespaces.map(Namespace.init), maskedPaths: Self.maskedPaths,
            readonlyPaths: Self.readOnlyPaths,
            uidMappings: isRoot ? nil : [IDMapping(containerID: 0, hostID: user.id, size: 1)],
            gidMappings: isRoot ? nil : [IDMapping(containerID: 0, hostID: user.group, size: 1)])
    }

    private static func systemMounts(isRoot: Bool) -> [Mount] {
        let terminals = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] + (isRoot ? ["gid=5"] : [])
        let system =
            isRoot
            ? Mount(destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"])
            : Mount(
                destination: "/sys", type: "none", source: "/sys",
                options: ["rbind", "nosuid", "noexec", "nodev", "ro"])
        return [
            Mount(destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"]),
            Mount(destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755", "size=65536k"]),
            Mount(destination: "/dev/pts", type: "devpts", source: "devpts", options: terminals),
            Mount(
                destination: "/dev/shm", type: "tmpfs", source: "shm",
                options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
            system,
        ]
    }
}

extension RuntimeConfiguration.Mount {
    init(_ mount: SandboxCommand.Mount) {
        let access = mount.isReadOnly ? "ro" : "rw"
        switch mount.source {
        case .path(let path):
            self.init(destination: mount.target, type: "bind", source: path.string, options: ["rbind", access])
        case .memory(let limit):
            let size = limit.map { ["size=\($0)"] } ?? []
            self.init(
                destination: mount.target, type: "tmpfs", source: "tmpfs",
                options: ["nosuid", "nodev", "mode=1777", access] + size)
        }
    }
}
