import SystemSupport

/// Packs a tree with several threads: each fills buffers with entries, and whoever finishes the buffer
/// whose turn it is writes it, and those that are ready after it.
///
/// So the archive is written in order, by one thread at a time, to any kind of output, while others read.
/// A thread that finds a file too large for its buffer leaves the rest of its work to be done by whoever
/// is free. Work is always taken from the front, so the next stretch to be written never waits for a
/// buffer that later ones hold.
final class PackPipeline: Sendable {
    let rules: EntryRules
    let survey: TreeSurvey?
    let firstInode: UInt32
    let archive: ArchiveIdentity?
    private let output: ArchiveOutput
    private let threads: Int
    /// Whether help is started only on an idle processor.
    private let waitsForIdleness: Bool
    private let monitor: Monitor<PackState>
    private let walk: Walk

    /// The walk. Only the thread that set `isWalking` touches it.
    private final class Walk: @unchecked Sendable {
        var walker: TreeWalker
        init(_ walker: TreeWalker) { self.walker = walker }
    }

    init(
        _ walker: TreeWalker, _ rules: EntryRules, _ output: ArchiveOutput, survey: TreeSurvey?, firstInode: UInt32,
        threads: Int?
    ) {
        let isLimitOpen = threads == nil
        self.rules = rules
        self.survey = survey
        self.firstInode = firstInode
        self.output = output
        let threads = threads ?? min(2, availableProcessorCount())
        self.threads = threads
        waitsForIdleness = isLimitOpen
        archive = walker.archive
        walk = Walk(walker)
        monitor = Monitor(PackState(sparseBuffers: threads == 1 ? 2 : threads * 4))
    }

    /// Packs everything. The calling thread works too.
    func run() throws(CpioError) {
        // A tree of some ten megabytes is done before a thread would pay: Benchmarks/compare-cpio a. Later, a
        // thread helps as soon as a processor is idle: on a busy machine it would only cost.
        var helper: WorkerThread?
        var turn = 48
        while threads > 1, helper == nil, work(leavingAfter: turn) {
            turn = 16
            guard waitsForIdleness == false || hasIdleProcessor() else { continue }
            // Without a thread to help, the calling one does it all.
            helper = try? WorkerThread { self.work(leavingAfter: .max) }
            if helper == nil { break }
        }
        work(leavingAfter: .max)
        helper.take()?.join()
        if let failure = monitor.withLock({ $0.failure }) { throw failure.error }
    }

    /// What was packed so far.
    var packed: PackCount { monitor.withLock { $0.count } }

    /// Adds what was packed to a report.
    func conclude(_ report: inout CpioReport, _ nextInode: inout UInt32) {
        let (count, entries) = monitor.withLock { ($0.count, $0.nextIndex) }
        nextInode &+= UInt32(truncatingIfNeeded: entries)
        for (kind, number) in count.kinds { report.entries[kind, default: 0] += number }
        report.dataSize += count.dataSize
        for notice in walk.walker.notices { report.note(notice) }
        for (_, notice) in count.notices.sorted(by: { $0.index < $1.index }) { report.note(notice) }
    }

    /// Does pieces of work.
    ///
    /// - Parameter limit: How many.
    /// - Returns: Whether there is more to do.
    @discardableResult
    private func work(leavingAfter limit: Int) -> Bool {
        var done = 0
        while done < limit {
            // Only the calling thread belongs to a task.
            if Task.isCancelled { fail(.max, CpioError(.cancelled, "the task was cancelled")) }
            guard let task = take() else { return false }
            var filler = PackFiller(task.buffer, task.piece, self)
            do {
                try filler.fill(task.work)
                finish(task.piece, task.buffer, filler.count)
            } catch {
                fail(filler.index, error)
            }
            done += 1
        }
        return true
    }

    /// Waits for something to do.
    private func take() -> (piece: PackPiece, work: PackWork, buffer: WriteBuffer)? {
        while true {
            let piece = PackPiece(.filling)
            var isWalk = false
            var firstIndex = 0
            var limit = 0
            let task: (PackPiece, PackWork, WriteBuffer)? = monitor.withLock(when: \.hasWork) { state in
                guard !state.isDone, let buffer = state.takeBuffer() else { return nil }
                if let place = state.firstWaiting, case .waiting(let work) = state.pieces[place].state {
                    state.pieces[place].state = .filling
                    return (state.pieces[place], work, buffer)
                }
                state.isWalking = true
                state.pieces.append(piece)
                isWalk = true
                firstIndex = state.nextIndex
                limit = state.batchSize
                return (piece, .entries([], firstIndex: firstIndex, opened: nil), buffer)
            }
            guard let task else { return nil }
            guard isWalk else { return task }
            do {
                let items = try nextItems(limit)
                monitor.withLock { state in
                    state.isWalking = false
                    state.nextIndex += items.count
                    if items.count < limit { state.walkIsDone = true }
                }
                monitor.wakeAll()
                return (piece, .entries(items[...], firstIndex: firstIndex, opened: nil), task.2)
            } catch {
                monitor.withLock { $0.isWalking = false }
                fail(firstIndex, error)
            }
        }
    }

    private func nextItems(_ limit: Int) throws(CpioError) -> [PackItem] {
        var items: [PackItem] = []
        items.reserveCapacity(limit)
        try walk.walker.next(into: &items, upTo: limit)
        return items
    }

    private func fail(_ index: Int, _ error: CpioError) {
        monitor.withLock { $0.fail(index, error) }
        monitor.wakeAll()
    }

    /// Leaves work that belongs after a piece to whoever is free.
    func leave(_ works: [PackWork], after piece: PackPiece) {
        guard !works.isEmpty else { return }
        monitor.withLock { state in
            guard let place = state.pieces.firstIndex(where: { $0 === piece }) else { return }
            state.pieces.insert(contentsOf: works.map { PackPiece(.waiting($0)) }, at: place + 1)
        }
        monitor.wakeAll()
    }

    /// Hands in a full buffer, and writes what is ready if nobody does.
    private func finish(_ piece: PackPiece, _ buffer: WriteBuffer, _ count: PackCount) {
        var next: WriteBuffer? = monitor.withLock { state in
            piece.state = .ready(buffer)
            state.count.add(count)
            return state.isWriting ? nil : state.beginWriting()
        }
        while let buffer = next {
            do {
                try unsafe output.write(buffer.bytes)
                buffer.truncate(to: 0)
                next = monitor.withLock { state in
                    state.freeBuffers.append(buffer)
                    return state.beginWriting()
                }
                monitor.wakeAll()
            } catch {
                next = nil
                fail(-1, error)
            }
        }
    }
}

extension PackState {
    /// Takes the first piece for writing, if it is ready.
    mutating func beginWriting() -> WriteBuffer? {
        guard failure == nil, let first = pieces.first, case .ready(let buffer) = first.state else {
            isWriting = false
            return nil
        }
        pieces.removeFirst()
        isWriting = true
        return buffer
    }
}
