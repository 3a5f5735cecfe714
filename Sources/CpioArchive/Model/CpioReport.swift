/// What a writer did.
public struct CpioReport: Sendable, Hashable {
    /// Entries written, by kind; the trailer is not counted.
    public internal(set) var entries: [CpioKind: Int] = [:]
    /// Bytes of the whole archive.
    public internal(set) var archiveSize: UInt64 = 0
    /// Bytes of data in it: files and targets of symlinks.
    public internal(set) var dataSize: UInt64 = 0
    /// What was left out, changed or added, in the order of the archive.
    public internal(set) var notices: [CpioNotice] = []
    /// How many more notices there were than are kept: at most a thousand are, so that memory stays small.
    public internal(set) var omittedNotices = 0

    static let noticeLimit = 1000

    /// The number of all entries.
    public var entryCount: Int { entries.values.reduce(0, +) }
}
