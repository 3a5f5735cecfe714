import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

extension StoredMachine {
    /// Starts QEMU and waits until it has read its arguments and files.
    ///
    /// - Parameters:
    ///   - launcher: Starts QEMU.
    ///   - connections: The machine's networks, whose record is kept.
    ///   - watchesAccelerator: Whether an accelerator that fails before the guest has written anything is a failure.
    /// - Throws: ``LaunchError`` when QEMU fails; what the connector throws. QEMU does not run then.
    mutating func launch(
        _ launcher: any ProcessLauncher, _ connections: MachineConnections, watchesAccelerator: Bool
    ) async throws {
        record.note(connections)
        for name in ["qmp.sock", "events.sock", "console.sock", "qemu.pid"] {
            unsafe unlink(directory.appending(name).string)
        }
        var options = ProcessOptions()
        options.standardOutput = .file(hypervisorLog.string)
        options.standardError = .file(hypervisorLog.string)
        options.ownSession = true
        options.endsWithParent = false
        var serverOptions = options
        serverOptions.standardOutput = .discarded
        serverOptions.standardError = .file(fileServerLog.string)
        let servers = try FileServers(
            record.fileServers ?? [], place: directory, launcher: launcher, options: serverOptions)
        options.passedDescriptors = servers.connections
        defer { servers.closeConnections() }
        let process: any RunningProcess
        do {
            process = try launcher.start(
                ProcessCommand(record.executable, record.arguments, workingDirectory: directory.string),
                options: options)
        } catch {
            throw LaunchError(
                .hypervisorFailed, subject: record.executable, "QEMU could not be started",
                remedy: QEMUInstallation.installRemedy, cause: error)
        }
        do {
            record.process = MachineProcess(of: process.processIdentifier)
            record.fileServerProcesses = servers.processIdentifiers.compactMap { MachineProcess(of: $0) }
            try record.write(directory)
            try await waitUntilControlled()
            if watchesAccelerator { try await watchAccelerator() }
            if !connections.memberships.isEmpty {
                record.note(try await connections.keep(while: process.processIdentifier))
                _ = try? AtomicFile(path: connectedMark, mode: 0o600).commit()
                try record.write(directory)
            }
        } catch {
            process.signal(SIGKILL, wholeGroup: false)
            _ = await process.waitUntilExit()
            _ = await servers.end()
            throw error
        }
    }

    private func waitUntilControlled() async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            if (try? await withControl({ try await $0.execute(QMP.QueryStatus()) })) != nil { return }
            guard isRunning else {
                // A guest that ends at once has done its work; QEMU that says why has not.
                if !consoleIsEmpty { return }
                throw failure
            }
            guard ContinuousClock.now < deadline else {
                throw LaunchError(
                    .timeout, subject: record.name, "QEMU did not answer within 30 seconds",
                    remedy: "Look at '\(hypervisorLog)'.")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Sees whether the accelerator gives up before the guest has written anything.
    private func watchAccelerator() async throws {
        let deadline = ContinuousClock.now + .seconds(4)
        while ContinuousClock.now < deadline, consoleIsEmpty {
            let status = try? await withControl { try await $0.execute(QMP.QueryStatus()).status }
            if status == "internal-error" || !isRunning { throw failure }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private var failure: LaunchError {
        let text = [hypervisorLog, fileServerLog].map { path in
            (try? OwnedDescriptor.open(path, flags: O_RDONLY).read(at: 0, limit: 2048, path: path)) ?? []
        }
        let lines = String(decoding: text.joined(), as: UTF8.self).split(separator: "\n").prefix(6).joined(
            separator: "; ")
        return LaunchError(
            .hypervisorFailed, subject: record.name, "QEMU ended by itself: \(lines)",
            remedy: "Its command line is shown by `kraft run --dry-run`.")
    }
}
