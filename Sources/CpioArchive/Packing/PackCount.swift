/// What went into a buffer, for the report.
struct PackCount: Sendable {
    // Counters of their own for what is common: a dictionary is made anew for each buffer.
    private var regularFiles = 0
    private var directories = 0
    private var symlinks = 0
    private var others: [CpioKind: Int] = [:]
    private(set) var dataSize: UInt64 = 0
    /// Names of files that have several, and how many such files had their data written.
    private(set) var linkNames = 0
    private(set) var linkedFiles = 0
    /// Further names of files, with their places among the entries.
    private(set) var notices: [(index: Int, notice: CpioNotice)] = []
    /// How many more there were.
    private(set) var omittedNotices = 0

    /// Entries by kind.
    var kinds: [CpioKind: Int] {
        var result = others
        for (kind, number) in [(CpioKind.regular, regularFiles), (.directory, directories), (.symlink, symlinks)]
        where number > 0 {
            result[kind] = number
        }
        return result
    }

    mutating func add(_ kind: CpioKind, _ size: UInt64) {
        switch kind {
        case .regular: regularFiles += 1
        case .directory: directories += 1
        case .symlink: symlinks += 1
        case .characterDevice, .blockDevice, .fifo, .socket: others[kind, default: 0] += 1
        }
        dataSize += size
    }

    mutating func addLinkName(isFirst: Bool) {
        linkNames += 1
        if isFirst { linkedFiles += 1 }
    }

    mutating func add(_ other: PackCount) {
        regularFiles += other.regularFiles
        directories += other.directories
        symlinks += other.symlinks
        if !other.others.isEmpty { others.merge(other.others) { $0 + $1 } }
        dataSize += other.dataSize
        linkNames += other.linkNames
        linkedFiles += other.linkedFiles
        omittedNotices += other.omittedNotices
        guard !other.notices.isEmpty else { return }
        // Threads add theirs out of order: twice the limit is kept, so that those that come first are there.
        if notices.count < 2 * CpioReport.noticeLimit {
            notices += other.notices
        } else {
            omittedNotices += other.notices.count
        }
    }

    mutating func note(_ index: Int, _ notice: CpioNotice) { notices.append((index, notice)) }
}
