import DockerfileModel
import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// What is mounted while a command runs, ready to be handed to a sandbox.
struct PreparedMounts {
    private(set) var mounts: [SandboxCommand.Mount] = []
    /// Variables that mounts set.
    var variables: [EnvironmentVariable] = []
    /// Locks that are held, as open files.
    private var locks: [Int32] = []

    mutating func add(_ target: String, _ source: SandboxCommand.Mount.Source, isReadOnly: Bool) {
        mounts.append(SandboxCommand.Mount(target: target, source: source, isReadOnly: isReadOnly))
    }

    /// Lets the command find hosts by name as this machine does.
    mutating func addNetworkFiles() {
        for file in ["/etc/resolv.conf", "/etc/hosts"] where unsafe access(file, R_OK) == 0 {
            add(file, .path(FilePath(file)), isReadOnly: true)
        }
    }

    /// Puts a script where the command can run it.
    mutating func addScript(_ name: String, _ content: String, _ scratch: FilePath) throws -> String {
        let file = try AtomicFile(path: scratch.appending("script"), mode: 0o755)
        try file.descriptor.writeAll(Array(content.utf8))
        try file.commit()
        let target = "/dev/pipes/\(name)"
        add(target, .path(scratch.appending("script")), isReadOnly: true)
        return target
    }

    /// Takes a lock that other builds take too.
    ///
    /// - Returns: false when another has it and this was not to wait.
    mutating func lock(_ path: FilePath, waits: Bool) throws -> Bool {
        let file = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT, mode: 0o644)
        guard flock(file.rawValue, waits ? LOCK_EX : LOCK_EX | LOCK_NB) == 0 else { return false }
        locks.append(file.release())
        return true
    }

    /// Gives all locks back.
    mutating func release() {
        for lock in locks { close(lock) }
        locks = []
    }
}
