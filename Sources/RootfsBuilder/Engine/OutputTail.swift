import Synchronization

/// The last of what a command printed, kept for its error; everything is passed on as it comes.
final class OutputTail: Sendable {
    private static let limit = 4096
    private let kept = Mutex<[UInt8]>([])
    private let forward: (@Sendable ([UInt8]) -> Void)?

    init(_ forward: (@Sendable ([UInt8]) -> Void)?) {
        self.forward = forward
    }

    func add(_ bytes: [UInt8]) {
        forward?(bytes)
        kept.withLock { kept in
            kept += bytes
            if kept.count > 2 * Self.limit { kept.removeFirst(kept.count - Self.limit) }
        }
    }

    /// The last lines, at most 4 KiB.
    var text: String {
        let bytes = kept.withLock { Array($0.suffix(Self.limit)) }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(separator: "\n").suffix(20).map { "    \($0)" }.joined(separator: "\n")
    }
}
