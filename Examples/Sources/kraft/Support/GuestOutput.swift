import ArgumentParser
import Glibc
import Synchronization
import SystemPackage

/// Standard output while it shows a guest's console. The first failure ends the showing.
final class GuestOutput: Sendable {
    private struct State {
        var failure: Errno?
        var whenFailed: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    init() {
        // A reader that goes away is an error of `write`, not the end of this process with QEMU half started.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls a closure once when standard output fails, or at once when it has.
    func whenFailed(_ body: @escaping @Sendable () -> Void) {
        let hasFailed = state.withLock { state in
            if state.failure == nil { state.whenFailed = body }
            return state.failure != nil
        }
        if hasFailed { body() }
    }

    /// Shows bytes; they are dropped after a failure.
    func write(_ bytes: [UInt8]) {
        guard state.withLock({ $0.failure == nil }) else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            do {
                rest = rest.dropFirst(try rest.withUnsafeBytes { try FileDescriptor.standardOutput.write($0) })
            } catch Errno.resourceTemporarilyUnavailable {
                // Another program has made a shared terminal or pipe non-blocking.
                var ready = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, 1000)
            } catch {
                let body = state.withLock { state in
                    state.failure = error as? Errno ?? .ioError
                    defer { state.whenFailed = nil }
                    return state.whenFailed
                }
                body?()
                return
            }
        }
    }

    /// Reports a failure.
    ///
    /// - Throws: The exit code: that of SIGPIPE when the reader has gone, which is no one's fault, else 1.
    func check() throws {
        switch state.withLock({ $0.failure }) {
        case nil: return
        case .brokenPipe?: throw ExitCode(128 + SIGPIPE)
        case let failure?:
            Terminal.fail("standard output cannot be written: \(failure). Check the disk or program behind it.")
            throw ExitCode.failure
        }
    }
}
