import SystemSupport

/// Packs a tree with several threads: each has a buffer, fills it with entries, waits until everything
/// before it is written, and writes it.
///
/// So the archive is written in order, by one thread at a time, to any kind of output, while others read.
/// What was read stays in the cache of the processor that writes it. A thread that finds a file too large
/// for its buffer leaves the rest of its work to be done by whoever is free. Work is always taken from the
/// front, so nothing waits for a turn while what comes before it is left.
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
        monitor = Monitor(PackState(position: output.position))
    }

    /// Packs everything. The calling thread works too.
    ///
    /// - Parameter buffer: What the calling thread begins with.
    /// - Throws: The failure that comes first in the archive.
    func run(_ buffer: WriteBuffer) throws(CpioError) {
        // A tree of some ten megabytes is done before fresh memory or a thread would pay: Benchmarks/compare-cpio a.
        // Later, a thread helps as soon as a processor is idle: on a busy machine it would only cost.
        var pause = monitor.withLock { $0.effort } + 12 << 20
        if work(buffer, until: pause) {
            let large = WriteBuffer.large()
            var helper: WorkerThread?
            while threads > 1 {
                if !waitsForIdleness || hasIdleProcessor() {
                    monitor.withLock { $0.hasHelp = true }
                    // Without a thread to help, the calling one does it all.
                    helper = try? WorkerThread { self.work(WriteBuffer.large(), until: .max) }
                    break
                }
                pause += 4 << 20
                guard work(large, until: pause) else { break }
            }
            work(large, until: .max)
            helper.take()?.join()
        }
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
        report.omittedNotices += count.omittedNotices
    }

    /// Does pieces of work.
    ///
    /// - Parameters:
    ///   - buffer: The thread's own buffer.
    ///   - pause: How much may be done in all before this returns.
    /// - Returns: Whether there is more to do.
    @discardableResult
    private func work(_ buffer: WriteBuffer, until pause: UInt64) -> Bool {
        while let (piece, work, position) = take() {
            // Only the calling thread belongs to a task.
            if Task.isCancelled { fail(.max, CpioError(.cancelled, "the task was cancelled")) }
            buffer.begin(at: position)
            var filler = PackFiller(buffer, piece, self)
            do throws(CpioError) {
                var next = work ?? nextEntries(buffer.room)
                while let work = next {
                    try filler.fill(work)
                    next = extend(piece, buffer)
                }
            } catch {
                fail(filler.index, error)
            }
            guard finish(piece, buffer, filler.count) < pause else { return true }
        }
        return false
    }

    /// Waits for something to do.
    ///
    /// - Returns: A piece, what to do for it, nil for the next entries of the walk, and where it will begin,
    ///   as far as that is known; nil when everything is done.
    private func take() -> (piece: PackPiece, work: PackWork?, position: UInt64)? {
        monitor.withLock { $0.idleThreads += 1 }
        return monitor.withLock(when: \.hasWork) { state in
            state.idleThreads -= 1
            guard !state.isDone else { return nil }
            if let place = state.firstWaiting, case .waiting(let work) = state.pieces[place].state {
                state.pieces[place].state = .filling
                return (state.pieces[place], work, state.position(of: place) ?? 0)
            }
            let piece = PackPiece(.filling)
            state.isWalking = true
            state.pieces.append(piece)
            return (piece, nil, state.position(of: state.pieces.count - 1) ?? 0)
        }
    }

    /// More for a piece that has room; nil when it is to be written as it is.
    private func extend(_ piece: PackPiece, _ buffer: WriteBuffer) -> PackWork? {
        guard buffer.room > buffer.capacity / 4 else { return nil }
        let isExtended = monitor.withLock { state in
            guard state.canExtend(piece) else { return false }
            state.isWalking = true
            return true
        }
        return isExtended ? nextEntries(buffer.room) : nil
    }

    /// Lets the walk, which this thread holds, give entries that about fill some room; nil when it fails.
    private func nextEntries(_ room: Int) -> PackWork? {
        let (firstIndex, limit) = monitor.withLock { ($0.nextIndex, $0.batchSize(for: room)) }
        var items: [PackItem] = []
        items.reserveCapacity(limit)
        var failure: CpioError?
        do { try walk.walker.next(into: &items, upTo: limit) } catch { failure = error }
        monitor.withLock { state in
            state.isWalking = false
            state.nextIndex += items.count
            if items.count < limit { state.walkIsDone = true }
            if let failure { state.fail(firstIndex, failure) }
        }
        wakeIdle()
        return failure == nil ? .entries(items[...], firstIndex: firstIndex, opened: nil) : nil
    }

    /// Lets threads that wait for something to do look again.
    private func wakeIdle() {
        if monitor.withLock({ $0.idleThreads > 0 }) { monitor.wakeAll() }
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
        wakeIdle()
    }

    /// Writes a piece when its turn has come.
    ///
    /// - Returns: What was done in all.
    private func finish(_ piece: PackPiece, _ buffer: WriteBuffer, _ count: PackCount) -> UInt64 {
        let length = buffer.count
        defer { buffer.truncate(to: 0) }
        monitor.withLock { state in
            piece.state = .full(length)
            state.count.add(count)
        }
        let canWrite = monitor.withLock(when: { $0.failure != nil || $0.pieces.first === piece }) { $0.failure == nil }
        guard canWrite else { return .max }
        do { try unsafe output.write(buffer.bytes) } catch { fail(-1, error) }
        let effort = monitor.withLock { state in
            state.pieces.removeFirst()
            state.position += UInt64(length)
            return state.effort
        }
        monitor.wakeAll()
        return effort
    }
}
