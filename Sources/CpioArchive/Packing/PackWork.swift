/// What a thread can be given to do.
enum PackWork: Sendable {
    /// A run of entries. The first one's file may be open already.
    case entries(ArraySlice<PackItem>, firstIndex: Int, opened: OpenFile?)
    /// A part of a large file: its data from an offset to the end, and the padding after it.
    case rest(LargeFile, from: UInt64)
}

/// A file that was opened for an entry, and is left to another piece of work.
struct OpenFile: Sendable {
    let file: CpioSourceFile
    let header: NewcHeader
}

/// A stretch of the archive: work to be done, then bytes in a thread's buffer that wait for their turn.
final class PackPiece: @unchecked Sendable {
    // Unchecked: the state is looked at and changed only with the pipeline's lock held.
    enum State {
        case waiting(PackWork)
        case filling
        /// So many bytes, not written yet.
        case full(Int)
    }

    var state: State

    init(_ state: State) { self.state = state }
}
