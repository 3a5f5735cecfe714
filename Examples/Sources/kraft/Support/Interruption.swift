import ArgumentParser
import Dispatch
import Glibc
import Synchronization

/// Runs work that the first Ctrl-C, SIGTERM, SIGHUP or SIGQUIT cancels, so that it stops in an orderly way; the second
/// ends the process at once.
///
/// - Parameter work: The work.
/// - Returns: What it returns.
/// - Throws: What it throws; an exit code of 128 and the signal's number when a signal cancelled it.
func cancelledBySignals<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    let task = Task { try await work() }
    SignalWatch.shared.begin { task.cancel() }
    defer { SignalWatch.shared.end() }
    do {
        return try await task.value
    } catch is CancellationError {
        throw ExitCode(128 + (SignalWatch.shared.first ?? SIGINT))
    }
}

/// Receives the signals that ask for an end. There is one for the process, because Dispatch takes a signal from all
/// of its sources for a moment when one of them ends.
private final class SignalWatch: Sendable {
    private struct State {
        var cancel: (@Sendable () -> Void)?
        var first: Int32?
    }

    static let shared = SignalWatch()
    private let state = Mutex(State())
    nonisolated(unsafe) private var sources: [any DispatchSourceSignal] = []

    private init() {
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { [unowned self] in received(number) }
            source.resume()
            sources.append(source)
        }
    }

    /// The signal that cancelled the work.
    var first: Int32? { state.withLock { $0.first } }

    func begin(_ cancel: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.cancel = cancel
            return state.first != nil
        }
        if isLate { cancel() }
    }

    func end() { state.withLock { $0.cancel = nil } }

    private func received(_ number: Int32) {
        let cancel = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.first == nil else { return nil }
            state.first = number
            return state.cancel
        }
        if let cancel { return cancel() }
        RawTerminal.restore()
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }
}
