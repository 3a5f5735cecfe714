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
    var connectedMark: FilePath { directory.appending("connected") }

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
