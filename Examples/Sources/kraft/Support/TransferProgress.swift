import Synchronization
import UnikraftCore

/// A line for each blob: on a terminal one bar for all, elsewhere a line when a blob is complete.
final class TransferProgress: ProgressReporter {
    private struct Transfer {
        var done: UInt64 = 0
        var total: UInt64 = 0
    }

    private let bar: ProgressBar
    private let transfers = Mutex<[String: Transfer]>([:])

    init(_ title: String) { bar = ProgressBar(title) }

    func report(_ event: ProgressEvent) {
        switch event.kind {
        case .started(let total): change(event.item) { $0.total = total ?? 0 }
        case .advanced(let done, let total):
            change(event.item) { transfer in
                transfer.done = done
                transfer.total = total ?? transfer.total
            }
        case .finished:
            change(event.item) { $0.done = $0.total }
            if !bar.isShown { Terminal.say("  \(event.item) \(ByteCount(bytes: size(of: event.item)))") }
        case .warning(let text): Terminal.warn(text)
        }
    }

    func clear() { bar.clear() }

    private func size(of item: String) -> UInt64 { transfers.withLock { $0[item]?.total ?? 0 } }

    private func change(_ item: String, _ body: (inout Transfer) -> Void) {
        let (done, total) = transfers.withLock { transfers in
            body(&transfers[item, default: Transfer()])
            return transfers.values.reduce((UInt64(0), UInt64(0))) { ($0.0 + $1.done, $0.1 + $1.total) }
        }
        bar.show(done: done, total: total)
    }
}
