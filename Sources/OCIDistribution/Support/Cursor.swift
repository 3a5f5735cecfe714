import Synchronization

/// A place in content that moves on in steps.
final class Cursor: Sendable {
    private let place: Mutex<UInt64>
    private let end: UInt64

    init(place: UInt64, end: UInt64) {
        self.place = Mutex(min(place, end))
        self.end = end
    }

    /// The next part, at most so long; nil at the end.
    func advance(by step: UInt64) -> Range<UInt64>? {
        place.withLock { place in
            guard place < end else { return nil }
            let start = place
            place += min(step, end - place)
            return start..<place
        }
    }
}
