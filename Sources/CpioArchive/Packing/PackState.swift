/// What the threads that pack share.
struct PackState: Sendable {
    /// The stretches of the archive that are not written, in its order.
    var pieces: [PackPiece] = []
    /// Where the first of them belongs in the archive.
    var position: UInt64
    /// How many threads wait for something to do.
    var idleThreads = 0
    /// Whether a second thread works too.
    var hasHelp = false
    var isWalking = false
    var walkIsDone = false
    /// The place of the next entry that the walk gives.
    var nextIndex = 0
    var count = PackCount()
    /// The failure that comes first in the archive.
    var failure: (index: Int, error: CpioError)?

    init(position: UInt64) { self.position = position }

    /// Whether nothing is left to do.
    var isDone: Bool { failure != nil || (walkIsDone && !isWalking && pieces.isEmpty) }

    /// Whether the walk can go on.
    var canWalk: Bool { !isWalking && !walkIsDone }

    /// Whether a thread can begin something.
    var hasWork: Bool { isDone || canWalk || firstWaiting != nil }

    /// The first piece that nobody works on.
    var firstWaiting: Int? {
        pieces.firstIndex { piece in
            if case .waiting = piece.state { true } else { false }
        }
    }

    /// What was done so far, in bytes: an entry costs about as much as copying 8 KiB.
    var effort: UInt64 { position + UInt64(nextIndex) << 13 }

    /// Where a piece will begin, if all before it are full.
    func position(of place: Int) -> UInt64? {
        var result = position
        for piece in pieces[..<place] {
            guard case .full(let length) = piece.state else { return nil }
            result += UInt64(length)
        }
        return result
    }

    /// How many entries to take at once, so that they about fill the room there is.
    func batchSize(for room: Int) -> Int {
        guard nextIndex >= 16 else { return 16 }
        let average = Int(count.dataSize) / max(1, nextIndex) + 128
        return min(max(room * 3 / 4 / average, 4), 128)
    }

    /// Whether a thread that did all of its work on a piece adds more to it: when it is the only thread,
    /// or would have to wait for its turn to write.
    func canExtend(_ piece: PackPiece) -> Bool {
        failure == nil && canWalk && pieces.last === piece && (!hasHelp || pieces.first !== piece)
    }

    mutating func fail(_ index: Int, _ error: CpioError) {
        if let failure, failure.index <= index { return }
        failure = (index, error)
    }
}
