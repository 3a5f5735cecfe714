public import SystemPackage

/// Packs a collection of entries in any order.
///
/// They are sorted by the bytes of their names. Missing parents are made, as directories of root with
/// the permissions of ``parentPermissions``. Of several entries with one name the last one wins.
public struct CpioPacker: Sendable {
    /// The permissions of directories that nothing named.
    public var parentPermissions: UInt32 = 0o755
    private var entries: [[UInt8]: Candidate] = [:]
    private var notices: [CpioNotice] = []
    private var nextTurn = 0
    /// Directories that are there already, where the entries will go.
    private var assumed = Set<[UInt8]>()

    private struct Candidate: Sendable {
        var entry: CpioEntry
        /// When it was added.
        var turn: Int
    }

    /// Creates a packer of several archives: of entries with one name, that of the later archive wins.
    ///
    /// Use ``CpioNormalization/keepMetadata`` to keep what the archives say of owners and times.
    ///
    /// - Parameter archives: The archives. Their data is read when the new one is written.
    /// - Throws: As ``add(_:)``.
    public init(merging archives: [CpioIndex]) throws(CpioError) {
        try self.init()
        for (number, archive) in archives.enumerated() {
            for var entry in try archive.entries() {
                // Numbers of files with several names are an archive's own.
                entry.link?.identifier |= UInt64(number) << 40
                try add(entry)
            }
        }
    }

    /// Creates a packer.
    ///
    /// - Parameter entries: Entries to begin with.
    /// - Throws: As ``add(_:)``.
    public init(_ entries: some Sequence<CpioEntry> = []) throws(CpioError) {
        for entry in entries { try add(entry) }
    }

    /// Adds an entry, in place of an earlier one of the same name.
    ///
    /// - Parameter entry: The entry.
    /// - Throws: ``CpioError`` when its name cannot stand in an archive.
    public mutating func add(_ entry: CpioEntry) throws(CpioError) {
        let path = try canonicalPath(entry.path)
        var entry = entry
        entry.path = path.isEmpty ? [UInt8(ascii: ".")] : path
        if entries.updateValue(Candidate(entry: entry, turn: nextTurn), forKey: path) != nil {
            notices.append(CpioNotice(path: path, reason: .earlierEntryReplaced))
        }
        nextTurn += 1
    }

    /// Takes a directory as given, so that it is not made as a parent.
    mutating func assume(_ path: [UInt8]) { assumed.insert(path) }

    /// Whether these entries and others cannot stand in one archive as they are: a name is in both, or is below one that
    /// is no directory in the other.
    func conflicts(with others: [CpioEntry]) -> Bool {
        let taken = Set(others.lazy.filter { $0.kind != .directory }.map { sortKey($0) })
        return entries.keys.contains { parents(of: $0).contains(where: taken.contains) }
            || others.contains { other in
                let path = sortKey(other)
                return entries[path] != nil
                    || parents(of: path).contains { entries[$0].map { $0.entry.kind != .directory } ?? false }
            }
    }

    /// Adds the entries of another packer.
    mutating func replace(with other: CpioPacker) {
        for candidate in other.entries.values.sorted(by: { $0.turn < $1.turn }) {
            let path = sortKey(candidate.entry)
            if entries.updateValue(Candidate(entry: candidate.entry, turn: nextTurn), forKey: path) != nil {
                notices.append(CpioNotice(path: path, reason: .earlierEntryReplaced))
            }
            nextTurn += 1
        }
    }

    /// The entries in the order of the archive, with parents made.
    ///
    /// - Returns: The entries, and what was changed.
    /// - Throws: ``CpioError`` when an entry is below one that is no directory.
    public func sorted() throws(CpioError) -> (entries: [CpioEntry], notices: [CpioNotice]) {
        var result: [CpioEntry] = []
        var notices = notices
        var known = Set<[UInt8]>()
        for path in entries.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let candidate = entries[path] else { continue }
            guard try hasPlace(candidate, path) else {
                notices.append(CpioNotice(path: path, reason: .earlierEntryReplaced))
                continue
            }
            for parent in parents(of: path) where entries[parent] == nil && !assumed.contains(parent) {
                guard known.insert(parent).inserted else { continue }
                result.append(CpioEntry(path: parent, kind: .directory, permissions: parentPermissions))
                notices.append(CpioNotice(path: parent, reason: .parentAdded))
            }
            result.append(candidate.entry)
        }
        // A parent that was made may belong before entries that sort between it and its child.
        result.sort { sortKey($0).lexicographicallyPrecedes(sortKey($1)) }
        return (result, notices)
    }

    private func sortKey(_ entry: CpioEntry) -> [UInt8] { entry.path == [UInt8(ascii: ".")] ? [] : entry.path }

    /// Whether everything above an entry is a directory; false when something that came later took the
    /// place of one.
    private func hasPlace(_ candidate: Candidate, _ path: [UInt8]) throws(CpioError) -> Bool {
        for parent in parents(of: path) {
            guard let above = entries[parent], above.entry.kind != .directory else { continue }
            if above.turn > candidate.turn { return false }
            throw CpioError(
                .invalidEntry, "it is below \(quoted(parent)), which is no directory; drop one of the two", path: path)
        }
        return true
    }

    private func parents(of path: [UInt8]) -> [[UInt8]] {
        path.indices.filter { path[$0] == UInt8(ascii: "/") }.map { Array(path[..<$0]) }
    }

    /// Adds the entries to an archive that is being written.
    ///
    /// - Parameter writer: The archive.
    /// - Throws: ``CpioError``.
    public func pack(into writer: inout CpioWriter) throws(CpioError) {
        let (entries, notices) = try sorted()
        for notice in notices { writer.report.note(notice) }
        for entry in entries { try writer.append(entry) }
    }

    /// Packs into a file that appears when it is complete.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - options: How it is written.
    /// - Returns: What was written.
    /// - Throws: ``CpioError``.
    @discardableResult
    public func pack(to path: FilePath, options: CpioOptions = CpioOptions()) throws(CpioError) -> CpioReport {
        var writer = try CpioWriter(to: path, options: options)
        try pack(into: &writer)
        return try writer.finish()
    }

    /// Packs into memory.
    ///
    /// - Parameter options: How the archive is written.
    /// - Returns: The archive, and what was written.
    /// - Throws: ``CpioError``.
    public func packInMemory(
        options: CpioOptions = CpioOptions()
    ) throws(CpioError) -> (archive: [UInt8], report: CpioReport) {
        var writer = try CpioWriter(inMemory: options)
        try pack(into: &writer)
        return try writer.finishInMemory()
    }
}
