import Glibc
public import SystemPackage
import SystemSupport

/// A machine of a store, as it was when it was looked up.
public struct StoredMachine: Sendable {
    /// What is kept of it.
    public internal(set) var record: MachineRecord
    /// Its directory.
    public let directory: FilePath
    /// Connects it to the networks that it belongs to.
    let connector: (any NetworkConnector)?
    /// How long QEMU may take to greet.
    var controlTimeout = Duration.seconds(5)

    init(record: MachineRecord, directory: FilePath, connector: (any NetworkConnector)? = nil) {
        self.connector = connector
        self.record = record
        self.directory = directory
    }

    /// The file that keeps its console's bytes.
    public var consoleFile: FilePath { directory.appending("console.log") }

    /// The file that keeps QEMU's own messages.
    public var hypervisorLog: FilePath { directory.appending("qemu.log") }

    /// The file that keeps the messages of the servers of its shared directories.
    public var fileServerLog: FilePath { directory.appending("virtiofsd.log") }

    /// The socket of QEMU's control channel; QEMU removes it when it ends by itself.
    var controlSocket: FilePath { directory.appending("qmp.sock") }

    /// Whether QEMU is running.
    public var isRunning: Bool { record.process?.isAlive == true }

    /// Whether it has ended and its supervisor is about to start it again.
    public var isWaitingToRestart: Bool {
        !isRunning && !record.wasStopped && record.restartPolicy != nil && record.supervisor?.isAlive == true
    }

    /// The file that keeps what its supervisor has to tell.
    public var supervisorLog: FilePath { directory.appending("supervisor.log") }

    /// What it has used so far; nil once it has ended.
    public var metrics: MachineMetrics? {
        guard isRunning, let process = record.process else { return nil }
        return MachineMetrics(
            processIdentifier: process.processIdentifier, interfaces: record.interfaces ?? [])
    }

    /// Whether it needs a process that supervises it (``MachineStore/supervise(_:launcher:backoff:observe:)``): to be
    /// started again, and to give back addresses and ports when it ends by itself.
    public var needsSupervision: Bool { record.restartPolicy != nil || record.networks != nil }

    /// What is wrong with it while it runs, one sentence each: its supervisor or servers of its shared directories have
    /// ended.
    public var problems: [String] {
        guard isRunning else { return [] }
        var problems = fileServerProblems
        if record.restartPolicy != nil, let supervisor = record.supervisor, !supervisor.isAlive {
            problems.append(
                "Its supervisor has ended, so that it would not be started again; stop the machine and start it again.")
        }
        return problems
    }

    private var fileServerProblems: [String] {
        guard let servers = record.fileServers, let processes = record.fileServerProcesses else { return [] }
        return zip(servers, processes).filter { !$1.isAlive }.map { server, _ in
            "The server of the shared directory '\(server.source)' has ended, and the guest waits for its files; "
                + "stop the machine and start it again."
        }
    }

    /// How it ended, by its console; nil while it runs.
    public var exit: MachineExit? {
        guard !isRunning else { return nil }
        var report = GuestReport(
            guest: record.isDevelopmentGuest ? .development(initArchive: "") : .unikraft,
            hasBanner: record.hasBanner ?? true)
        var lines = LineSplitter(limit: 64 << 10)
        for line in lines.feed(Self.ends(of: consoleFile)) { report.feed(line) }
        if let line = lines.finish() { report.feed(line) }
        let messages = String(decoding: Self.ends(of: hypervisorLog).suffix(2048), as: UTF8.self)
        var end = HypervisorEnd(
            messages: messages, leftSocket: (try? FileStatus(of: controlSocket)) != nil,
            wasRestarted: record.process?.isOfThisBoot == false)
        // QEMU that does not like its arguments removes its sockets and says why.
        if end == .orderly, !report.sawBanner, !messages.isEmpty { end = .failed(messages) }
        return MachineExit(report: report, wasStopped: record.wasStopped, hypervisor: end)
    }

    /// Where it is in its life.
    ///
    /// - Returns: The state; `running` when QEMU runs and does not answer.
    public func currentState() async -> MachineState {
        guard isRunning else {
            guard record.process != nil else { return .created }
            return exit?.isSuccess == true ? .stopped : .failed
        }
        let status = try? await withControl { [controlTimeout] client in
            try await client.execute(QMP.QueryStatus(), timeout: controlTimeout).status
        }
        return status == "paused" || status == "prelaunch" ? .paused : .running
    }

    /// Whether the guest has written nothing.
    var consoleIsEmpty: Bool {
        ((try? FileStatus(of: consoleFile))?.size ?? 0) == 0
    }

    /// The first and the last mebibyte of a file; what stands between them does not matter for how a guest ended.
    private static func ends(of path: FilePath) -> [UInt8] {
        guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY | O_NOFOLLOW),
            let status = try? FileStatus(descriptor: file.rawValue, path: path)
        else { return [] }
        let part = 1 << 20
        var bytes = (try? file.read(at: 0, limit: part, path: path)) ?? []
        if status.size > UInt64(part) {
            let start = max(UInt64(part), status.size - UInt64(part))
            bytes += (try? file.read(at: start, limit: part, path: path)) ?? []
        }
        return bytes
    }
}
