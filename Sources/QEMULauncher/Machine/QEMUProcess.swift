import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// One run of QEMU: its process, its console and its control channel.
final class QEMUProcess: Sendable {
    /// What is known once QEMU has ended.
    struct Outcome: Sendable {
        /// Whether the guest wrote anything.
        var sawOutput: Bool
        /// How QEMU ended.
        var end: HypervisorEnd
    }

    /// The control channel.
    let control: QMPClient
    private let process: any RunningProcess
    private let executable: FilePath
    private let fileServers: FileServers

    /// Starts QEMU.
    ///
    /// - Throws: ``LaunchError`` when there is no process.
    init(_ plan: MachinePlan, launcher: any ProcessLauncher, acceptsInput: Bool) throws(LaunchError) {
        executable = plan.executable
        let ends = try Self.makeControlSocket()
        let own = OwnedDescriptor(adopting: ends.own)
        let child = OwnedDescriptor(adopting: ends.child)
        var options = ProcessOptions()
        if acceptsInput { options.standardInput = .stream }
        var serverOptions = ProcessOptions()
        serverOptions.standardOutput = .discarded
        let servers = try FileServers(plan.fileServers, place: nil, launcher: launcher, options: serverOptions)
        fileServers = servers
        options.passedDescriptors = plan.passedDescriptors + servers.connections + [child.rawValue]
        defer { servers.closeConnections() }
        do {
            process = try launcher.start(
                ProcessCommand(plan.executable.string, plan.arguments(for: .managed)), options: options)
        } catch let error as ProcessLaunchError {
            throw LaunchError(
                error.code == .notFound ? .hypervisorMissing : .hypervisorFailed, subject: plan.executable.string,
                "QEMU could not be started", remedy: QEMUInstallation.installRemedy, cause: error)
        } catch {
            throw LaunchError(
                .hypervisorFailed, subject: plan.executable.string, "QEMU could not be started",
                remedy: QEMUInstallation.installRemedy, cause: error)
        }
        control = QMPClient(socket: own)
    }

    /// Carries everything that QEMU says until it has ended.
    ///
    /// - Parameters:
    ///   - output: Gets the console's bytes as they come.
    ///   - started: Called once QEMU has read its arguments and files and its guest may run.
    ///   - event: Gets QEMU's events.
    /// - Returns: How it ended.
    func run(
        output: @escaping @Sendable ([UInt8]) -> Void, started: @escaping @Sendable () -> Void,
        event: @escaping @Sendable (QMPEvent) -> Void
    ) async -> Outcome {
        async let controlEnd: Void = control.run()
        async let internalError = watchForInternalError(started: started, observe: event)
        async let errorText = collectErrorOutput()
        let watch = Task { await endWhenAServerIsLost() }
        var sawOutput = false
        for await piece in process.standardOutput {
            sawOutput = true
            output(piece)
        }
        let termination = await process.waitUntilExit()
        _ = await controlEnd
        let (isBroken, messages) = await (internalError, errorText)
        watch.cancel()
        let words = await fileServers.end()
        var end = HypervisorEnd(termination, messages: messages, isBroken: isBroken)
        if let loss = await watch.value {
            end = .failed(loss)
        } else if case .failed(let text) = end, !words.isEmpty {
            end = .failed("\(text); virtiofsd: \(words)")
        }
        return Outcome(sawOutput: sawOutput, end: end)
    }

    /// Writes to the guest's console, as fast as the guest reads.
    func write(_ bytes: [UInt8]) async throws {
        try await process.write(bytes)
    }

    /// QEMU's process.
    var processIdentifier: Int32 { process.processIdentifier }

    /// Ends QEMU: at once by SIGKILL, or in an orderly way by SIGTERM.
    func end(atOnce: Bool) {
        process.signal(atOnce ? SIGKILL : SIGTERM, wholeGroup: atOnce)
    }

    /// A guest whose files are gone hangs, so QEMU is ended when a server of its directories has ended before it.
    ///
    /// - Returns: What happened to the server.
    private func endWhenAServerIsLost() async -> String? {
        guard let loss = await fileServers.waitForLoss() else { return nil }
        // A server ends with QEMU, which may be on its way.
        guard (try? await Task.sleep(for: .seconds(1))) != nil else { return nil }
        end(atOnce: true)
        return loss
    }

    /// Returns true when the accelerator gave up: QEMU stops the guest then and stays.
    private func watchForInternalError(started: () -> Void, observe: (QMPEvent) -> Void) async -> Bool {
        do {
            try await control.negotiate()
            var status = try await control.execute(QMP.QueryStatus()).status
            started()
            var events = control.events.makeAsyncIterator()
            while status != "internal-error" {
                guard let event = await events.next() else { return false }
                observe(event)
                if event.name == "STOP" { status = try await control.execute(QMP.QueryStatus()).status }
            }
            end(atOnce: true)
            return true
        } catch {
            return false
        }
    }

    /// Keeps the last of QEMU's own messages.
    private func collectErrorOutput() async -> String {
        var text: [UInt8] = []
        for await piece in process.standardError {
            text += piece
            if text.count > 2 * Self.errorTextLimit { text.removeFirst(text.count - Self.errorTextLimit) }
            if text.contains(Self.internalErrorMark) { end(atOnce: true) }
        }
        return String(decoding: text.suffix(Self.errorTextLimit), as: UTF8.self)
    }

    private static func makeControlSocket() throws(LaunchError) -> (own: Int32, child: Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw LaunchError(
                .hypervisorFailed, "no control channel to QEMU could be made",
                remedy: "Check the limit on open files (ulimit -n).", cause: SystemCallError.last("socketpair"))
        }
        return (ends[0], ends[1])
    }

    private static let errorTextLimit = 16 << 10
    private static let internalErrorMark = Array("KVM internal error".utf8)
}
