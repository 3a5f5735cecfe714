/// What went into a buffer, for the report.
struct PackCount: Sendable {
    private var regularFiles = 0
    private var others: [CpioKind: Int] = [:]
    private(set) var dataSize: UInt64 = 0
    /// Names of files that have several, and how many such files had their data written.
    private(set) var linkNames = 0
    private(set) var linkedFiles = 0
    /// Further names of files, with their places among the entries.
    var notices: [(index: Int, notice: CpioNotice)] = []

    /// Entries by kind.
    var kinds: [CpioKind: Int] {
        regularFiles > 0 ? others.merging([.regular: regularFiles]) { $0 + $1 } : others
    }

    mutating func add(_ kind: CpioKind, _ size: UInt64) {
        if kind == .regular { regularFiles += 1 } else { others[kind, default: 0] += 1 }
        dataSize += size
    }

    mutating func addLinkName(isFirst: Bool) {
        linkNames += 1
        if isFirst { linkedFiles += 1 }
    }

    mutating func add(_ other: PackCount) {
        regularFiles += other.regularFiles
        others.merge(other.others) { $0 + $1 }
        dataSize += other.dataSize
        linkNames += other.linkNames
        linkedFiles += other.linkedFiles
        if notices.count <= CpioReport.noticeLimit { notices += other.notices }
    }
}
