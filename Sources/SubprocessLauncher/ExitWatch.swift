import CLinux
import Dispatch
import Glibc
import Synchronization
import SystemSupport
import UnikraftCore

/// Reaps one child and tells everyone who waits.
///
/// The child is watched by its pidfd, so that no thread waits, and signals go through the same descriptor,
/// so that they never reach another process that was given the same id later.
final class ExitWatch: Sendable {
    private struct State {
        var termination: ProcessTermination?
        var waiters: [CheckedContinuation<ProcessTermination, Never>] = []
    }

    private let processIdentifier: Int32
    private let pidfd: Int32
    /// Sources may be used from any thread; Dispatch does not say so in their type.
    private nonisolated(unsafe) let source: any DispatchSourceRead
    private let state = Mutex(State())

    init(processIdentifier: Int32, pidfd: consuming OwnedDescriptor) {
        self.processIdentifier = processIdentifier
        let descriptor = pidfd.release()
        self.pidfd = descriptor
        unsafe source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "swift-unikraft.exit"))
        unsafe source.setCancelHandler { _ = close(descriptor) }
        // The source keeps this object until the child has ended, so that it is always reaped.
        unsafe source.setEventHandler { self.reap() }
        unsafe source.resume()
    }

    /// Waits for the end of the child.
    func wait() async -> ProcessTermination {
        await withCheckedContinuation { continuation in
            let ended = state.withLock { state in
                if state.termination == nil { state.waiters.append(continuation) }
                return state.termination
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// Sends a signal while the child has not been reaped.
    func signal(_ number: Int32, wholeGroup: Bool) {
        state.withLock { state in
            guard state.termination == nil else { return }
            if wholeGroup {
                kill(-processIdentifier, number)
            } else {
                clinux_pidfd_send_signal(pidfd, number)
            }
        }
    }

    private func reap() {
        var status: Int32 = 0
        let waiters = state.withLock { state -> [CheckedContinuation<ProcessTermination, Never>] in
            guard state.termination == nil, unsafe waitpid(processIdentifier, &status, WNOHANG) == processIdentifier
            else { return [] }
            state.termination = Self.decode(status)
            defer { state.waiters = [] }
            return state.waiters
        }
        guard state.withLock({ $0.termination != nil }) else { return }
        unsafe source.cancel()
        unsafe source.setEventHandler(handler: nil)
        for waiter in waiters { waiter.resume(returning: Self.decode(status)) }
    }

    /// `wait(2)`: the low seven bits hold the signal, the next byte the exit status.
    private static func decode(_ status: Int32) -> ProcessTermination {
        let signal = status & 0x7f
        return signal == 0 ? .exited(status >> 8 & 0xff) : .signaled(signal)
    }
}
