import Glibc
public import SystemPackage
import SystemSupport

extension Machine {
    /// Saves the state of the machine, with its memory, so that others can be started from it.
    ///
    /// The guest is halted while it is saved, and then goes on if it ran before. The state goes through a migration
    /// to a descriptor (QEMU, docs/devel/migration.rst). Disks are not part of it.
    ///
    /// - Parameters:
    ///   - path: The file; it appears when it is complete, readable by its owner.
    ///   - timeout: The longest time that saving may take.
    /// - Throws: ``LaunchError`` when QEMU refuses, or the file cannot be written; no file is left then.
    public func saveSnapshot(to path: FilePath, timeout: Duration = .seconds(60)) async throws {
        let control = try control
        let wasRunning = try await control.execute(QMP.QueryStatus()).running
        if wasRunning { try await control.execute(QMP.Stop()) }
        do {
            let file = try AtomicFile(path: path, mode: 0o600)
            try await control.execute(QMP.GetDescriptor(name: "snapshot"), passing: file.descriptor.rawValue)
            // QEMU's own limit is meant for networks.
            try await control.execute(QMP.SetMigrationParameters(maxBandwidth: 1 << 40))
            try await control.execute(QMP.Migrate(uri: "fd:snapshot"))
            try await waitForMigration(control, timeout)
            try file.commit()
        } catch {
            if wasRunning { _ = try? await control.execute(QMP.Continue()) }
            guard let error = error as? SystemCallError else { throw error }
            throw LaunchError(
                .file, subject: path.string, "the snapshot '\(path)' cannot be written",
                remedy: "Check its directory and the free space.", cause: error)
        }
        if wasRunning { try await control.execute(QMP.Continue()) }
    }

    private func waitForMigration(_ control: QMPClient, _ timeout: Duration) async throws {
        let deadline = ContinuousClock.now + timeout
        while true {
            let migration = try await control.execute(QMP.QueryMigration())
            switch migration.status {
            case "completed": return
            case "failed", "cancelled":
                throw LaunchError(
                    .control, subject: plan.name,
                    "QEMU could not save the machine's state: \(migration.errorDescription ?? "it does not say why")",
                    remedy: "Check the free space, and that its devices can be migrated.")
            default:
                guard ContinuousClock.now < deadline else {
                    throw LaunchError(
                        .timeout, subject: plan.name, "the machine's state was not saved within \(timeout)",
                        remedy: "Give it more time, or less memory.")
                }
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }
}
