import Glibc
import SystemPackage
import SystemSupport
public import UnikraftCore

extension MachineStore {
    /// Starts a machine of the store again whenever it ends, as its record's policy wants, until its owner stops it or
    /// removes it. It goes on when this process ends, unsupervised.
    ///
    /// - Parameters:
    ///   - name: The machine's name.
    ///   - launcher: Starts QEMU.
    ///   - backoff: How long the waits are.
    ///   - observe: Gets what happens.
    /// - Returns: How it ended the last time.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/notFound`` when there is no such machine, or
    ///   ``LaunchError/Code/taken`` when another process supervises it; `CancellationError`.
    public func supervise(
        _ name: String, launcher: any ProcessLauncher, backoff: RestartBackoff = RestartBackoff(),
        observe: @Sendable (SupervisionEvent) -> Void = { _ in }
    ) async throws -> MachineExit {
        var machine = try await takeSupervision(of: name)
        var count = RestartCount(
            policy: try RestartPolicy(parsing: machine.record.restartPolicy ?? "never"), backoff: backoff)
        while true {
            let began = ContinuousClock.now
            let exit: MachineExit
            do {
                if count.restarts > 0 { machine = try await startAgain(name, launcher) }
                observe(.started(restarts: count.restarts))
                exit = try await machine.waitUntilExit()
                observe(.ended(exit))
            } catch let error as LaunchError {
                guard error.code != .notFound else { return .stopped }
                observe(.startFailed("\(error)"))
                exit = .hypervisorFailed("\(error)")
            } catch is CancellationError where !Task.isCancelled {
                return .stopped
            }
            guard let delay = count.next(after: exit, duration: began.duration(to: .now)) else {
                await machine.disconnect()
                return exit
            }
            observe(.waiting(delay, after: exit))
            guard try await wait(delay, for: machine) else { return .stopped }
        }
    }

    /// Starts a machine, unless its owner has just done so.
    ///
    /// - Throws: ``LaunchError``; `CancellationError` when its owner has stopped it.
    private func startAgain(_ name: String, _ launcher: any ProcessLauncher) async throws -> StoredMachine {
        var machine = try machine(named: name)
        if !machine.isRunning { try await machine.start(launcher: launcher, by: .supervisor) }
        return machine
    }

    /// Enters this process into the record, once the supervisor before it is gone.
    private func takeSupervision(of name: String) async throws -> StoredMachine {
        let place = try directory(of: name)
        let deadline = ContinuousClock.now + supervisionPatience
        while true {
            var machine = try machine(named: name)
            do {
                let lock = try lock(place)
                machine = try self.machine(named: name)
                guard machine.record.supervisor?.isAlive != true else {
                    throw LaunchError(
                        .taken, subject: name, "the machine '\(name)' has a supervisor already",
                        remedy: "End its process \(machine.record.supervisor?.processIdentifier ?? 0) first.")
                }
                machine.record.supervisor = MachineProcess(of: getpid())
                try machine.record.write(place)
                extendLifetime(lock)
                return machine
            } catch let error as LaunchError where error.code == .taken && ContinuousClock.now < deadline {
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Waits before a restart.
    ///
    /// - Returns: Whether the machine is still to be started then.
    private func wait(_ delay: Duration, for machine: StoredMachine) async throws -> Bool {
        let deadline = ContinuousClock.now + delay
        while let record = MachineRecord.read(machine.directory), !record.wasStopped {
            let rest = ContinuousClock.now.duration(to: deadline)
            guard rest > .zero else { return true }
            try await Task.sleep(for: min(rest, Self.pause))
        }
        return false
    }

    private static let pause = Duration.milliseconds(200)
}

extension StoredMachine {
    /// Waits until the machine has ended. Meanwhile the middle of a large console is cut out (``MachineStore/machines()``).
    ///
    /// - Returns: How it ended.
    /// - Throws: `CancellationError` when the task is cancelled first; the machine goes on.
    public func waitUntilExit() async throws -> MachineExit {
        var rounds = 0
        while isRunning {
            try await Task.sleep(for: .milliseconds(100))
            rounds += 1
            if rounds % 100 == 0 { trimConsole() }
        }
        var machine = self
        machine.record = MachineRecord.read(directory) ?? record
        return machine.exit ?? .stopped
    }
}
