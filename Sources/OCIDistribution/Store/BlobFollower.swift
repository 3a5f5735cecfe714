import SystemPackage
import SystemSupport

/// Tells a thread that reads a blob along how far the blob's file has grown.
final class BlobFollower: Sendable {
    /// What a reader sees.
    enum Sight: Sendable {
        /// So many bytes are in the file; more will come.
        case available(FileReader, UInt64)
        /// So many bytes are in the file, and they are all.
        case complete(FileReader, UInt64)
        /// The blob must be read again from its beginning.
        case restarted(Int)
        /// No more will come.
        case failed
    }

    private struct State {
        /// Opened at the beginning: the file gets another name when it is complete.
        var file: FileReader?
        var available: UInt64 = 0
        /// Bytes that the reader knows of.
        var announced: UInt64 = 0
        var isComplete = false
        var isFailed = false
        var generation = 0
    }

    private let state = Monitor(State())

    /// A blob that is there already.
    static func complete(_ path: FilePath, size: UInt64) throws(DistributionError) -> BlobFollower {
        let follower = BlobFollower()
        try follower.begin(path, available: size)
        follower.end()
        return follower
    }

    func begin(_ path: FilePath, available: UInt64) throws(DistributionError) {
        let file = try FileReader(path)
        state.withLock { state in
            state.file = file
            state.available = available
        }
        announce()
    }

    func advance(to position: UInt64) {
        // Waking a thread for every piece costs more than it brings.
        let isDue = state.withLock { state in
            state.available = position
            return position - state.announced >= 256 << 10
        }
        if isDue { announce() }
    }

    func end() {
        state.withLock { $0.isComplete = true }
        announce()
    }

    /// Ends it when it has not ended: nothing more will come.
    func fail() {
        state.withLock { $0.isFailed = !$0.isComplete }
        announce()
    }

    func restart() {
        state.withLock { state in
            state.available = 0
            state.generation += 1
        }
        announce()
    }

    private func announce() {
        state.withLock { $0.announced = $0.available }
        state.wakeAll()
    }

    /// Waits until there is more than was seen.
    ///
    /// - Parameters:
    ///   - position: The bytes that were read.
    ///   - generation: The beginning that they belong to.
    /// - Returns: What there is.
    func wait(beyond position: UInt64, generation: Int) -> Sight {
        func isNews(_ state: State) -> Bool {
            state.announced > position || state.isComplete || state.isFailed || state.generation != generation
        }
        return state.withLock(when: isNews) { state in
            if state.generation != generation { return .restarted(state.generation) }
            guard !state.isFailed, let file = state.file else { return .failed }
            return state.isComplete ? .complete(file, state.available) : .available(file, state.announced)
        }
    }
}
