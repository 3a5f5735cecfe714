import Glibc
import UnikraftCore

/// How QEMU ended, as far as it can be told from outside the guest.
enum HypervisorEnd: Sendable, Hashable {
    /// It went as it does when its guest has ended.
    case orderly
    /// Something outside the machine ended it; what.
    case killed(String)
    /// It gave up; what it said.
    case failed(String)

    /// Judges a process that was waited for.
    ///
    /// - Parameters:
    ///   - termination: How the process ended.
    ///   - messages: What it wrote to its standard error.
    ///   - isBroken: Whether the accelerator had given up before.
    init(_ termination: ProcessTermination, messages: String, isBroken: Bool) {
        let text = Self.summary(messages)
        if isBroken || messages.contains("KVM internal error") {
            self = .failed(text.isEmpty ? "the accelerator stopped with an internal error" : text)
        } else if let signal = Self.receivedSignal(messages) {
            self = .killed(signal)
        } else {
            switch termination {
            case .exited(0): self = .orderly
            case .signaled(SIGKILL): self = .killed(Self.withoutAWord)
            case .signaled(SIGTERM): self = .killed("it got signal 15")
            default: self = .failed(text.isEmpty ? "it ended with \(termination)" : "\(text) (\(termination))")
            }
        }
    }

    /// Judges a process that another process had started, by what it left.
    ///
    /// - Parameters:
    ///   - messages: What it wrote to its standard error.
    ///   - leftSocket: Whether its control socket is still there; it removes that when it ends by itself.
    ///   - wasRestarted: Whether the host was restarted since.
    init(messages: String, leftSocket: Bool, wasRestarted: Bool) {
        if let signal = Self.receivedSignal(messages) {
            self = .killed(signal)
        } else if leftSocket, wasRestarted {
            self = .killed("the host was restarted")
        } else if leftSocket {
            let text = Self.summary(messages)
            self = text.isEmpty ? .killed(Self.withoutAWord) : .failed(text)
        } else {
            self = .orderly
        }
    }

    /// QEMU's own words for a signal that ends it: "terminating on signal 15 from pid 42 (kill)".
    private static func receivedSignal(_ messages: String) -> String? {
        guard let range = messages.firstRange(of: "terminating on signal ") else { return nil }
        return "it got signal " + messages[range.upperBound...].prefix { !$0.isNewline }
    }

    /// The first messages that are more than warnings.
    private static func summary(_ messages: String) -> String {
        messages.split(separator: "\n").filter { !$0.contains("warning: ") }.prefix(8).joined(separator: "; ")
    }

    private static let withoutAWord = "it was killed, as by kill -9 or when the host is out of memory"
}
