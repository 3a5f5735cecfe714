import Glibc
public import SystemPackage
import SystemSupport
public import UnikraftCore

extension Machine {
    /// Starts a machine from a snapshot: its guest goes on where that of the saved one was.
    ///
    /// The plan must be that of the saved machine in everything that the guest sees: memory, processors, devices,
    /// their addresses, and the sizes of kernel and initramfs. Ports of the host may differ. QEMU's version should be
    /// the same.
    ///
    /// - Parameters:
    ///   - prepared: The machine.
    ///   - snapshot: The file of ``saveSnapshot(to:timeout:)``; any number of machines may be started from it.
    ///   - launcher: Starts QEMU.
    ///   - options: What is done with the console and with warnings.
    /// - Returns: The machine, once its guest runs.
    /// - Throws: ``LaunchError`` when the snapshot does not fit, in QEMU's own words; as
    ///   ``start(_:fallback:launcher:options:)``. Nothing runs then.
    public static func start(
        _ prepared: PreparedMachine, from snapshot: FilePath, launcher: any ProcessLauncher,
        options: MachineOptions = MachineOptions()
    ) async throws -> Machine {
        let file: OwnedDescriptor
        do {
            file = try OwnedDescriptor.open(snapshot, flags: O_RDONLY)
        } catch {
            prepared.discard()
            throw LaunchError(
                .file, subject: snapshot.string, "the snapshot '\(snapshot)' cannot be read",
                remedy: "Make it with saveSnapshot(to:).", cause: error)
        }
        var plan = prepared.plan
        plan.restore(from: file.rawValue)
        // The state of another accelerator's processor would not fit.
        let machine: Machine
        do {
            machine = try await start(
                plan, fallback: nil, files: prepared.files, launcher: launcher, options: options)
        } catch let error as LaunchError where error.code == .hypervisorFailed {
            throw notRestored(plan.name, error.message)
        }
        do {
            try await machine.waitUntilRestored()
        } catch {
            await machine.stop()
            throw error
        }
        extendLifetime(file)
        return machine
    }

    private func waitUntilRestored() async throws {
        while true {
            do {
                let status = try await control.execute(QMP.QueryStatus()).status
                if status != "inmigrate" { break }
            } catch {
                // QEMU ends when the snapshot does not fit; how it ended says more than the closed channel.
                let late = Self.notRestored(plan.name, "QEMU closed its control channel.")
                let exit = try await withTimeout(.seconds(5), late, work: waitUntilExit)
                throw Self.notRestored(plan.name, exit.description)
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        try await resume()
    }

    private static func notRestored(_ name: String, _ reason: String) -> LaunchError {
        LaunchError(
            .hypervisorFailed, subject: name, "the machine could not be started from its snapshot. \(reason)",
            remedy: "Start it with the memory, devices, kernel and QEMU that the snapshot was made with.")
    }
}

extension MachinePlan {
    /// Makes the guest go on from a state that a descriptor of this process gives.
    mutating func restore(from descriptor: Int32) {
        passedDescriptors.append(descriptor)
        arguments += ["-incoming", "fd:\(2 + passedDescriptors.count)"]
        isRestored = true
    }
}
