import CpioArchive
import Synchronization

/// The latest progress that was told.
final class Latest: Sendable {
    private let state = Mutex<CpioProgress?>(nil)
    var value: CpioProgress? { state.withLock { $0 } }
    func set(_ progress: CpioProgress) { state.withLock { $0 = progress } }
}
