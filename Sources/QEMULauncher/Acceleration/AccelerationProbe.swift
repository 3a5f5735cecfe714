import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// A trial of KVM with a small kernel that does what a real one does first: protected mode, pages of
/// 1 GiB, long mode, SSE, a timer interrupt. It writes one byte and makes QEMU exit.
enum AccelerationProbe {
    /// How a trial went.
    enum Result: Sendable, Hashable {
        /// Everything works.
        case works
        /// All works but pages of 1 GiB, which Unikraft needs and others do not.
        case noGigantPages
        /// It does not; a few words that say what happened.
        case broken(String)

        /// What keeps a kind of guest from KVM.
        func obstacle(for guest: GuestProfile) -> AccelerationChoice.Obstacle? {
            switch (self, guest) {
            case (.works, _), (.noGigantPages, .development): nil
            case (.noGigantPages, .unikraft):
                AccelerationChoice.Obstacle(
                    reason: "it offers no pages of 1 GiB, which Unikraft needs",
                    remedy: "Use a host whose processor has them (pdpe1gb).")
            case (.broken(let what), _):
                AccelerationChoice.Obstacle(
                    reason: "a trial guest failed under it: \(what)",
                    remedy: "Nested virtualisation is the usual cause; use a host with working KVM.")
            }
        }
    }

    /// Runs the trial.
    ///
    /// - Parameters:
    ///   - executable: The QEMU program.
    ///   - launcher: Starts it.
    /// - Returns: How it went. A trial that could not be made at all counts as broken.
    /// - Throws: `CancellationError`.
    static func run(executable: FilePath, launcher: any ProcessLauncher) async throws -> Result {
        try Task.checkCancellation()
        let directory: StagingDirectory
        let process: any RunningProcess
        do {
            directory = try StagingDirectory()
        } catch {
            return .broken("\(error)")
        }
        defer { directory.remove() }
        do {
            let kernel = directory.path.appending("probe")
            let file = try AtomicFile(path: kernel)
            try file.descriptor.writeAll(ProbeKernel.image)
            try file.commit()
            process = try launcher.start(
                ProcessCommand(executable.string, arguments(kernel: kernel)), options: ProcessOptions())
        } catch {
            return .broken("\(error)")
        }
        defer { process.signal(SIGKILL, wholeGroup: true) }
        let result = await withTaskGroup(of: Result?.self, returning: Result.self) { group in
            group.addTask {
                try? await Task.sleep(for: limit)
                return Task.isCancelled ? nil : .broken("it did not end within \(limit)")
            }
            group.addTask { await watch(process) }
            while let finished = await group.next() {
                guard let finished else { continue }
                // Ends the reading of its output, whoever was first.
                process.signal(SIGKILL, wholeGroup: true)
                group.cancelAll()
                return finished
            }
            return .broken("it was cancelled")
        }
        _ = await process.waitUntilExit()
        try Task.checkCancellation()
        return result
    }

    /// `microvm` has no firmware that would use up the time, and the same processor as other machines.
    private static func arguments(kernel: FilePath) -> [String] {
        [
            "-machine", "microvm", "-accel", "kvm", "-cpu", "host", "-m", "32", "-nodefaults", "-no-user-config",
            "-no-reboot", "-display", "none", "-serial", "none", "-device", ProbeKernel.exitDevice, "-kernel",
            kernel.string,
        ]
    }

    private static func watch(_ process: any RunningProcess) async -> Result {
        var messages: [UInt8] = []
        for await piece in process.standardError {
            messages += piece.prefix(16 << 10)
            let text = String(decoding: messages, as: UTF8.self)
            if text.contains("KVM internal error") { return .broken("KVM internal error") }
        }
        return judge(await process.waitUntilExit(), messages: String(decoding: messages, as: UTF8.self))
    }

    static func judge(_ termination: ProcessTermination, messages: String) -> Result {
        switch termination {
        case .exited(ProbeKernel.successExitStatus):
            return .works
        case .exited(ProbeKernel.exitStatus(of: UInt8(ascii: "g"))):
            return .noGigantPages
        case .exited(let status):
            let byte = UInt8(truncatingIfNeeded: (status - 1) / 2)
            if let known = ProbeKernel.failureDescription(of: byte) { return .broken(known) }
        case .signaled:
            break
        }
        let line = messages.split(separator: "\n").first { !$0.contains("warning:") }
        return .broken(line.map(String.init) ?? "QEMU ended with \(termination)")
    }

    private static let limit = Duration.seconds(2)
}
