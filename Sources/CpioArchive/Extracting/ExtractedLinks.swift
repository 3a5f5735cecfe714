import SystemSupport

/// The files with several names that were extracted, by what the archive says of them.
struct ExtractedLinks {
    /// A file under the name by which it was made.
    struct First {
        let path: [UInt8]
        let kind: CpioKind
        let file: FileIdentity

        /// Whether this is the file that something else says it is.
        func isWhat(_ status: FileStatus) -> Bool {
            status.mode & CpioKind.modeMask == kind.rawValue && FileIdentity(status) == file
        }
    }

    private var known: [LinkKey: First] = [:]
    private var keys: [[UInt8]: LinkKey] = [:]

    /// The file that a record is a further name of.
    ///
    /// - Parameter record: The record.
    /// - Returns: The file; nil when there is none, or it is of another kind, which only a forged archive says.
    func first(of record: CpioRecord) -> First? {
        guard let key = LinkKey(record), let first = known[key], first.kind == record.kind else { return nil }
        return first
    }

    /// Forgets a file that was removed. The number of its inode may be given to the next one.
    ///
    /// - Parameter path: The name by which it was made.
    mutating func forget(_ path: [UInt8]) {
        if let key = keys.removeValue(forKey: path) { known[key] = nil }
    }

    /// Keeps a file that was made, if the archive may name it again.
    ///
    /// - Parameters:
    ///   - record: Its record.
    ///   - path: The name by which it was made.
    ///   - status: What was made.
    mutating func remember(_ record: CpioRecord, _ path: [UInt8], _ status: FileStatus?) {
        guard let key = LinkKey(record), let kind = record.kind, let status else { return }
        if let first = known[key], first.kind == kind, first.file == FileIdentity(status) { return }
        keys[path] = key
        known[key] = First(path: path, kind: kind, file: FileIdentity(status))
    }
}
