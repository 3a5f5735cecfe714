/// What the threads that pack share.
struct PackState: Sendable {
    /// The stretches of the archive that are not written, in its order.
    var pieces: [PackPiece] = []
    var freeBuffers: [WriteBuffer] = []
    /// How many buffers may still be made.
    var sparseBuffers: Int
    var isWriting = false
    var isWalking = false
    var walkIsDone = false
    /// The place of the next entry that the walk gives.
    var nextIndex = 0
    var count = PackCount()
    /// The failure that comes first in the archive.
    var failure: (index: Int, error: CpioError)?

    /// Whether nothing is left to do.
    var isDone: Bool { failure != nil || (walkIsDone && !isWalking && pieces.isEmpty) }

    /// Whether a thread can begin something.
    var hasWork: Bool {
        guard !isDone else { return true }
        guard !freeBuffers.isEmpty || sparseBuffers > 0 else { return false }
        return (!isWalking && !walkIsDone) || firstWaiting != nil
    }

    /// The first piece that nobody works on.
    var firstWaiting: Int? {
        pieces.firstIndex { piece in
            if case .waiting = piece.state { true } else { false }
        }
    }

    mutating func takeBuffer() -> WriteBuffer? {
        if let buffer = freeBuffers.popLast() { return buffer }
        guard sparseBuffers > 0 else { return nil }
        sparseBuffers -= 1
        return WriteBuffer()
    }

    /// How many entries to take at once, so that they about fill half a buffer.
    var batchSize: Int {
        guard nextIndex >= 16 else { return 16 }
        let average = Int(count.dataSize) / max(1, nextIndex) + 128
        return min(max(WriteBuffer.usualCapacity / 2 / average, 4), 128)
    }

    mutating func fail(_ index: Int, _ error: CpioError) {
        if let failure, failure.index <= index { return }
        failure = (index, error)
    }
}
