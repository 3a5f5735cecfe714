/// How a machine ended.
public enum MachineExit: Sendable, Hashable {
    /// The guest ran its program and powered off. The status is nil where the guest does not tell it.
    case finished(status: Int32?)
    /// A signal ended the guest's program.
    case programKilled(signal: String)
    /// The guest could not run its program.
    case bootFailed(BootFailure)
    /// The guest's kernel crashed; the console's lines from the first critical message on.
    case crashed([String])
    /// Its owner stopped it.
    case stopped
    /// The guest ended before its kernel had come up, without a message that is known.
    case silent
    /// Something outside the machine ended QEMU; what, as far as it is known.
    case killed(String)
    /// It ran longer than it was allowed to, and was stopped; how long that was.
    case timedOut(Duration)
    /// It failed its health checks and was stopped; why.
    case unhealthy(String)
    /// QEMU failed; what it said.
    case hypervisorFailed(String)

    /// Whether the guest did what it was started for, as far as can be known.
    public var isSuccess: Bool {
        switch self {
        case .finished(let status): status ?? 0 == 0
        case .stopped: true
        default: false
        }
    }
}

extension MachineExit: CustomStringConvertible {
    /// How the machine ended and what to do about it, in one or two sentences.
    public var description: String {
        switch self {
        case .finished(nil): "The guest ended."
        case .finished(let status?): "The guest's program ended with exit status \(status)."
        case .programKilled(let signal): "The guest's program was killed by signal \(signal)."
        case .bootFailed(let failure): "The guest did not start its program: \(failure.message). \(failure.remedy)"
        case .crashed(let lines): "The guest crashed: \(Self.sentence(lines.first)). The console holds the registers."
        case .stopped: "The machine was stopped."
        case .silent:
            "The guest ended before its kernel had come up. Look at the console, and check the kernel's architecture."
        case .killed(let text): "QEMU was ended from outside: \(text)."
        case .timedOut(let limit): "The guest was stopped because it ran longer than \(limit)."
        case .unhealthy(let text): "The guest was stopped because it was not well: \(text)."
        case .hypervisorFailed(let text): "QEMU failed: \(text)"
        }
    }

    /// A line of the console without its time and its full stop.
    private static func sentence(_ line: String?) -> Substring {
        var text = (line ?? "")[...]
        if text.hasPrefix("["), let end = text.firstIndex(of: "]"),
            text[..<end].dropFirst().allSatisfy({ $0.isNumber || $0 == "." || $0 == " " })
        {
            text = text[text.index(after: end)...].drop { $0 == " " }
        }
        while text.last == "." || text.last == " " { text.removeLast() }
        return text
    }
}

extension MachineExit {
    /// Judges by what the guest wrote, then by how QEMU ended.
    init(report: GuestReport, wasStopped: Bool, hypervisor: HypervisorEnd) {
        if wasStopped, report.crash.isEmpty {
            self = .stopped
        } else if let status = report.exitStatus {
            self = .finished(status: status)
        } else if let signal = report.signal {
            self = .programKilled(signal: signal)
        } else if let failure = report.bootFailure {
            self = .bootFailed(failure)
        } else if !report.crash.isEmpty {
            self = .crashed(report.crash)
        } else {
            switch hypervisor {
            case .killed(let text): self = .killed(text)
            case .failed(let text): self = .hypervisorFailed(text)
            case .orderly: self = report.sawBanner ? .finished(status: nil) : .silent
            }
        }
    }
}
