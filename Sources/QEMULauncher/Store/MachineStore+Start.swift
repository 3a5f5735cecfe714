import FoundationEssentials
import SystemPackage
import SystemSupport
public import UnikraftCore

extension MachineStore {
    /// Starts a machine that outlives this process.
    ///
    /// - Parameters:
    ///   - configuration: The machine; its name must be free in this store.
    ///   - networks: The networks of this host that it belongs to. Its ports are published beside QEMU then, on the
    ///     first of them. It is connected again whenever it is started, and must get the same address.
    ///   - launcher: Starts QEMU.
    ///   - isTransient: Whether it is removed once it has ended.
    ///   - restartPolicy: When it is started again, as long as a process supervises it
    ///     (``supervise(_:launcher:backoff:observe:)``).
    ///   - warn: Gets warnings, one sentence each.
    /// - Returns: The machine, once QEMU has read its arguments and files.
    /// - Throws: ``LaunchError``; what the store's connector throws. Nothing of the machine is left then.
    public func start(
        _ configuration: MachineConfiguration, joining networks: [NetworkMembership] = [],
        launcher: any ProcessLauncher, isTransient: Bool = false,
        restartPolicy: RestartPolicy = .never, warn: @Sendable (String) -> Void = { _ in }
    ) async throws -> StoredMachine {
        guard !isTransient || restartPolicy == .never else {
            throw LaunchError(
                .configuration, subject: configuration.name,
                "a machine that is removed when it has ended cannot be started again",
                remedy: "Leave out its restart policy, or its removal.")
        }
        let claim = try MachineClaim(configuration.name, in: self)
        let place = claim.directory
        var connections: MachineConnections?
        do {
            let connected = try await MachineConnections(of: configuration, joining: networks, by: connector)
            connections = connected
            let configuration = connected.applied(to: configuration)
            let prepared = try await PreparedMachine(
                configuration, launcher: launcher, place: .workingDirectory(place))
            for warning in prepared.plan.warnings { warn(warning) }
            var machine = StoredMachine(
                record: MachineRecord(configuration, prepared.plan, isTransient: isTransient), directory: place,
                connector: connector)
            machine.record.restartPolicy = restartPolicy == .never ? nil : restartPolicy.description
            do {
                try await machine.launch(launcher, connected, watchesAccelerator: prepared.fallback != nil)
            } catch let error as LaunchError {
                guard let fallback = prepared.fallback, machine.consoleIsEmpty else { throw error }
                warn("KVM failed before the guest wrote anything (\(error.message)); it is started again under TCG")
                let policy = machine.record.restartPolicy
                machine.record = MachineRecord(configuration, fallback, isTransient: isTransient)
                machine.record.restartPolicy = policy
                try await machine.launch(launcher, connected, watchesAccelerator: false)
            }
            extendLifetime(claim)
            return machine
        } catch {
            StagingDirectory.remove(place)
            await connections?.disconnect()
            throw error
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
            name: configuration.name, createdAt: now, startedAt: now, kernel: configuration.kernel.absolute.string,
            initramfs: configuration.initramfs?.absolute.string,
            executable: plan.executable.absolute.string,
            arguments: plan.arguments(for: .detached), isDevelopmentGuest: plan.guest != .unikraft,
            hasBanner: plan.hasBanner, commandLine: plan.commandLine, memoryMebibytes: plan.memory.mebibytesRoundedUp,
            accelerator: plan.accelerator.rawValue, ports: plan.ports.map(\.description),
            interfaces: plan.interfaces, fileServers: plan.fileServers, isTransient: isTransient)
    }
}
