import Glibc
import Synchronization
import SystemPackage
import SystemSupport
import UnikraftCore

/// The servers of a machine's shared directories. Each ends when QEMU closes its connection, however QEMU ends.
final class FileServers: Sendable {
    private let servers: [Server]
    private let connected: Mutex<[Int32]>
    private let lost = Latch<String>()

    private struct Server: Sendable {
        var source: String
        var process: any RunningProcess
        var words: Task<String, Never>
    }

    /// Starts them.
    ///
    /// A server inherits a socket that listens, and QEMU a connection to it, so the socket's name is there for a
    /// moment only, in a directory of this user's.
    ///
    /// - Parameters:
    ///   - plans: The servers.
    ///   - place: A directory of this user's alone; nil makes one for the time of the start.
    ///   - launcher: Starts them.
    ///   - options: How they are tied to this process, and where their messages go.
    /// - Throws: ``LaunchError``; none runs then.
    init(
        _ plans: [FileServerPlan], place: FilePath?, launcher: any ProcessLauncher, options: ProcessOptions
    ) throws(LaunchError) {
        var servers: [Server] = []
        var connected: [Int32] = []
        let staging = place == nil && !plans.isEmpty ? try StagingDirectory() : nil
        defer { staging?.remove() }
        do {
            for plan in plans {
                guard let place = place ?? staging?.path else { break }
                let (process, connection) = try Self.start(plan, in: place, launcher, options)
                connected.append(connection)
                let words = Task { await Self.collect(process) }
                servers.append(Server(source: plan.source, process: process, words: words))
            }
        } catch {
            for descriptor in connected { close(descriptor) }
            for server in servers { server.process.signal(SIGKILL, wholeGroup: true) }
            throw LaunchError(
                .hypervisorFailed, subject: "virtiofsd", "the server of a shared directory could not be started",
                remedy: "Share the directory by 9p, or look at the cause.", cause: error)
        }
        self.servers = servers
        self.connected = Mutex(connected)
        for server in servers {
            Task { [lost] in
                let termination = await server.process.waitUntilExit()
                let words = await server.words.value
                lost.set(
                    "the server of '\(server.source)' (virtiofsd) ended: \(words.isEmpty ? "\(termination)" : words)")
            }
        }
    }

    deinit {
        closeConnections()
    }

    /// QEMU's ends of the connections, until they are closed.
    var connections: [Int32] { connected.withLock { $0 } }

    /// The processes.
    var processIdentifiers: [Int32] { servers.map(\.process.processIdentifier) }

    /// Gives up the connections, which QEMU has by now.
    func closeConnections() {
        connected.withLock { descriptors in
            for descriptor in descriptors { close(descriptor) }
            descriptors = []
        }
    }

    /// Waits until one of them has ended.
    ///
    /// - Returns: What happened to it; nil when there are none, or the task was cancelled.
    func waitForLoss() async -> String? {
        servers.isEmpty ? nil : try? await lost.wait()
    }

    /// Ends those that have not ended with QEMU, and waits for all.
    ///
    /// - Returns: What they had to say, one line each.
    func end() async -> String {
        for server in servers { server.process.signal(SIGKILL, wholeGroup: true) }
        var words: [String] = []
        for server in servers {
            _ = await server.process.waitUntilExit()
            words.append(await server.words.value)
        }
        return words.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func start(
        _ plan: FileServerPlan, in place: FilePath, _ launcher: any ProcessLauncher, _ options: ProcessOptions
    ) throws -> (any RunningProcess, connection: Int32) {
        // Paths of sockets have at most 107 bytes (unix(7)), so the directory is named by its descriptor.
        let directory = try OwnedDescriptor.open(place, flags: O_RDONLY | O_DIRECTORY)
        let socket = FilePath("/proc/self/fd/\(directory.rawValue)/\(plan.identifier).sock")
        unsafe unlink(socket.string)
        let listener = try listenOnUnixSocket(socket)
        defer { _ = unsafe unlink(socket.string) }
        let connection = try connectUnixSocket(socket)
        var options = options
        options.passedDescriptors = [listener.rawValue]
        let process = try launcher.start(
            ProcessCommand(plan.executable, plan.arguments + ["--fd=3"]), options: options)
        extendLifetime(directory)
        extendLifetime(listener)
        return (process, connection.release())
    }

    /// Keeps the first messages.
    private static func collect(_ process: any RunningProcess) async -> String {
        var text: [UInt8] = []
        for await piece in process.standardError where text.count < 4096 { text += piece }
        return String(decoding: text.prefix(4096), as: UTF8.self).split(separator: "\n").joined(separator: "; ")
    }
}
