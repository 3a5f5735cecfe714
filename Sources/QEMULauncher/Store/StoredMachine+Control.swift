import Glibc
import SystemPackage
import SystemSupport
public import UnikraftCore

extension StoredMachine {
    /// Halts the guest's processors.
    ///
    /// - Throws: ``LaunchError`` when the machine has ended or QEMU refuses.
    public func pause() async throws {
        try await withControl { _ = try await $0.execute(QMP.Stop()) }
    }

    /// Lets the guest's processors go on.
    ///
    /// - Throws: ``LaunchError`` when the machine has ended or QEMU refuses.
    public func resume() async throws {
        try await withControl { _ = try await $0.execute(QMP.Continue()) }
    }

    /// Stops the machine. Nothing happens when it has ended.
    ///
    /// - Parameter grace: The time that the guest gets to react to its power button, before QEMU is ended.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/taken`` when another process is working on it.
    public mutating func stop(grace: Duration = .zero) async throws {
        let lock = try await MachineStore(directory: directory.removingLastComponent()).lockSoon(directory)
        defer { extendLifetime(lock) }
        record = MachineRecord.read(directory) ?? record
        guard isRunning || isWaitingToRestart else { return await disconnect() }
        record.wasStopped = true
        // A full disk must not keep a machine from being stopped; how it ended is then told by QEMU's own words.
        try? record.write(directory)
        if isRunning, let process = record.process { await end(process, grace: grace) }
        await disconnect()
    }

    private func end(_ process: MachineProcess, grace: Duration) async {
        if grace > .zero {
            _ = try? await withControl(timeout: min(grace, controlTimeout)) {
                try await $0.execute(QMP.PowerDown(), timeout: grace)
            }
            if await waitForEnd(atMost: grace) { return }
        }
        defer { endFileServers() }
        process.signal(SIGTERM)
        if await waitForEnd(atMost: .seconds(2)) { return }
        process.signal(SIGKILL)
        _ = await waitForEnd(atMost: .seconds(5))
    }

    /// Starts the machine again with the arguments that it had.
    ///
    /// - Parameter launcher: Starts QEMU.
    /// - Throws: ``LaunchError`` when it runs, its files are gone, or QEMU fails; what its networks' connector throws
    ///   when it cannot have its address there.
    public mutating func start(launcher: any ProcessLauncher) async throws {
        try await start(launcher: launcher, by: .owner)
    }

    /// Who starts a machine again.
    enum Starter: Sendable {
        case owner, supervisor
    }

    /// Starts the machine again.
    ///
    /// - Parameters:
    ///   - launcher: Starts QEMU.
    ///   - starter: Who does it. A supervisor must not start what its owner has stopped.
    /// - Throws: ``LaunchError``; `CancellationError` when it was stopped or removed and a supervisor is to start it.
    mutating func start(launcher: any ProcessLauncher, by starter: Starter) async throws {
        guard starter == .owner || MachineRecord.read(directory) != nil else { throw CancellationError() }
        let lock = try await MachineStore(directory: directory.removingLastComponent()).lockSoon(directory)
        defer { extendLifetime(lock) }
        record = MachineRecord.read(directory) ?? record
        guard starter == .owner || !record.wasStopped else { throw CancellationError() }
        guard !isRunning else {
            throw LaunchError(
                .taken, subject: record.name, "the machine '\(record.name)' is running",
                remedy: "Stop it first with `kraft stop \(record.name)`.")
        }
        try checkFiles()
        // Known before anything of the last run is touched.
        let ports = try record.ports.flatMap { text throws(InvalidValue) in try PortMapping.parse(text) }
        _ = try HostPorts.check(ports)
        let connections = try await MachineConnections(rejoining: &record, by: connector)
        record.wasStopped = false
        record.restarts = starter == .owner ? 0 : (record.restarts ?? 0) + 1
        record.startedAt = MachineRecord.now
        unsafe rename(consoleFile.string, directory.appending("console.log.1").string)
        unsafe unlink(hypervisorLog.string)
        unsafe unlink(fileServerLog.string)
        do {
            try await launch(launcher, connections, watchesAccelerator: false)
        } catch {
            await connections.disconnect()
            throw error
        }
    }

    /// Removes the machine, also from its networks.
    ///
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/taken`` when it runs, or another process is working
    ///   on it.
    public func remove() async throws(LaunchError) {
        let lock = try await MachineStore(directory: directory.removingLastComponent()).lockSoon(directory)
        try removeFiles(holding: lock)
        await disconnect()
    }

    /// Makes sure that kernel and root filesystem are still there.
    private func checkFiles() throws(LaunchError) {
        for name in ["kernel", "initramfs.cpio"] {
            let link = directory.appending(name)
            guard (try? FileStatus(of: link)) != nil, (try? FileStatus(of: link, followSymlink: true)) == nil else {
                continue
            }
            let target = (try? readSymbolicLink(link)).map { String(decoding: $0, as: UTF8.self) } ?? link.string
            throw LaunchError(
                .file, subject: target, "the file '\(target)' of the machine '\(record.name)' is gone",
                remedy: "Build it again, or remove the machine and run it again.")
        }
    }

    /// Takes the machine off its networks.
    func disconnect() async {
        guard let networks = record.networks else { return }
        await connector?.disconnect(record.name, from: networks)
        unsafe unlink(connectedMark.string)
    }

    /// A file that is there while the machine holds addresses and ports of its networks.
    private var connectedMark: FilePath { directory.appending("connected") }

    /// Takes an ended machine off its networks that nobody else takes off: its supervisor is gone.
    func disconnectIfEnded() async {
        guard !isRunning, record.networks != nil, record.supervisor?.isAlive != true,
            (try? FileStatus(of: connectedMark)) != nil
        else { return }
        await disconnect()
    }

    /// Removes the machine's directory.
    func removeFiles() throws(LaunchError) {
        try removeFiles(holding: MachineStore(directory: directory.removingLastComponent()).lock(directory))
    }

    private func removeFiles(holding lock: consuming FileLock) throws(LaunchError) {
        defer { extendLifetime(lock) }
        guard !isRunning else {
            throw LaunchError(
                .taken, subject: record.name, "the machine '\(record.name)' is running",
                remedy: "Stop it first with `kraft stop \(record.name)`, or use `kraft rm --force`.")
        }
        endFileServers()
        StagingDirectory.remove(directory)
    }

    /// Ends servers of shared directories that have not ended with QEMU.
    private func endFileServers() {
        for process in record.fileServerProcesses ?? [] { process.signal(SIGKILL) }
    }

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

    private func waitForEnd(atMost duration: Duration) async -> Bool {
        let deadline = ContinuousClock.now + duration
        while isRunning, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(10)) }
        return !isRunning
    }

    /// Uses the machine's control channel. QEMU serves one at a time, so it is closed again soon.
    func withControl<Result: Sendable>(
        timeout: Duration? = nil, _ body: @Sendable (QMPClient) async throws -> Result
    ) async throws -> Result {
        try await withClient("qmp.sock", timeout: timeout ?? controlTimeout, body)
    }

    func withClient<Result: Sendable>(
        _ socket: String, timeout: Duration, _ body: @Sendable (QMPClient) async throws -> Result
    ) async throws -> Result {
        guard isRunning else {
            throw LaunchError(
                .control, subject: record.name, "the machine '\(record.name)' has ended",
                remedy: "Start it again with `kraft start \(record.name)`.")
        }
        let connection: OwnedDescriptor
        do {
            // Paths of sockets have at most 107 bytes (unix(7)), so the directory is named by its descriptor.
            let place = try OwnedDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY)
            connection = try connectUnixSocket(FilePath("/proc/self/fd/\(place.rawValue)/\(socket)"))
        } catch {
            throw LaunchError(
                .control, subject: record.name, "QEMU's control channel cannot be reached",
                remedy: "Stop the machine with `kraft stop \(record.name)`.", cause: error)
        }
        return try await QMPClient.use(connection, timeout: timeout, body)
    }
}
