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
    let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    let log = SignalLog()
    let sources = numbers.map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler {
            guard log.isFirst(number) else {
                RawTerminal.restore()
                signal(number, SIG_DFL)
                kill(getpid(), number)
                return
            }
            task.cancel()
        }
        source.resume()
        return source
    }
    defer {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }
    do {
        return try await task.value
    } catch is CancellationError {
        throw ExitCode(128 + (log.first ?? SIGINT))
    }
}

/// The first signal that came.
private final class SignalLog: Sendable {
    private let number = Mutex<Int32?>(nil)

    var first: Int32? { number.withLock { $0 } }

    /// Notes a signal; false when it is not the first.
    func isFirst(_ signal: Int32) -> Bool {
        number.withLock { number in
            guard number == nil else { return false }
            number = signal
            return true
        }
    }
}
