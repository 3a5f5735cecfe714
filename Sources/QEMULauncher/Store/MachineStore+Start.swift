import FoundationEssentials
import Glibc
import SystemPackage
import SystemSupport
public import UnikraftCore

extension MachineStore {
    /// Starts a machine that outlives this process.
    ///
    /// - Parameters:
    ///   - configuration: The machine; its name must be free in this store.
    ///   - launcher: Starts QEMU.
    ///   - isTransient: Whether it is removed once it has ended.
    ///   - warn: Gets warnings, one sentence each.
    /// - Returns: The machine, once QEMU has read its arguments and files.
    /// - Throws: ``LaunchError``; nothing of the machine is left then.
    public func start(
        _ configuration: MachineConfiguration, launcher: any ProcessLauncher, isTransient: Bool = false,
        warn: @Sendable (String) -> Void = { _ in }
    ) async throws -> StoredMachine {
        let place = try claim(configuration.name)
        do {
            let lock = try lock(place)
            defer { extendLifetime(lock) }
            var configuration = configuration
            for index in configuration.sharedDirectories.indices {
                let source = configuration.sharedDirectories[index].source
                configuration.sharedDirectories[index].source = source.resolved ?? source
            }
            let prepared = try await PreparedMachine(
                configuration, launcher: launcher, place: .workingDirectory(place))
            for warning in prepared.plan.warnings { warn(warning) }
            var machine = StoredMachine(
                record: MachineRecord(configuration, prepared.plan, isTransient: isTransient), directory: place)
            do {
                try await machine.launch(launcher, watchesAccelerator: prepared.fallback != nil)
            } catch let error as LaunchError {
                guard let fallback = prepared.fallback, machine.consoleIsEmpty else { throw error }
                warn("KVM failed before the guest wrote anything (\(error.message)); it is started again under TCG")
                machine.record = MachineRecord(configuration, fallback, isTransient: isTransient)
                try await machine.launch(launcher, watchesAccelerator: false)
            }
            return machine
        } catch {
            StagingDirectory.remove(place)
            throw error
        }
    }

    /// Makes the machine's directory; whoever makes it has the name.
    private func claim(_ name: String) throws(LaunchError) -> FilePath {
        let place = try directory(of: name)
        do {
            try makeDirectories(directory, mode: 0o700)
        } catch {
            throw LaunchError(
                .file, subject: directory.string, "machines cannot be kept in '\(directory)'",
                remedy: "Check its permissions, or set XDG_STATE_HOME to another place.", cause: error)
        }
        if let old = try? machine(named: name), old.record.isTransient, !old.isRunning { try? old.remove() }
        guard unsafe mkdir(place.string, 0o700) != 0 else { return place }
        let error = SystemCallError.last("mkdir", place)
        guard error.errno == .fileExists else {
            throw LaunchError(
                .file, subject: place.string, "the machine's directory '\(place)' cannot be made",
                remedy: "Check its permissions and the free space.", cause: error)
        }
        throw LaunchError(
            .taken, subject: name, "there is a machine '\(name)' already",
            remedy: "Choose another name with --name, or remove it with `kraft rm \(name)`.")
    }

    func lock(_ place: FilePath) throws(LaunchError) -> FileLock {
        do {
            return try FileLock(path: place.appending("lock"), isWaiting: false)
        } catch {
            throw LaunchError(
                .taken, subject: place.string, "another process is working on this machine",
                remedy: "Try again when it is done.", cause: error)
        }
    }
}

extension MachineRecord {
    /// Seconds since 1970.
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// Describes a machine that is about to be started.
    init(_ configuration: MachineConfiguration, _ plan: MachinePlan, isTransient: Bool) {
        let now = Self.now
        self.init(
            name: configuration.name, createdAt: now, startedAt: now, kernel: configuration.kernel.string,
            initramfs: configuration.initramfs?.string,
            executable: (plan.executable.resolved ?? plan.executable).string,
            arguments: plan.arguments(for: .detached), isDevelopmentGuest: plan.guest != .unikraft,
            commandLine: plan.commandLine, memoryMebibytes: plan.memory.mebibytesRoundedUp,
            accelerator: plan.accelerator.rawValue, ports: plan.ports.map(\.description), isTransient: isTransient)
    }
}
