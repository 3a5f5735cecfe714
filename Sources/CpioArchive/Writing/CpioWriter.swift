public import SystemPackage

/// Writes an archive, entry by entry.
///
/// Entries come in the order in which they are appended: give parents before children, and each name
/// once. ``CpioPacker`` sorts, completes and checks a whole collection; ``DirectoryPacker`` packs a
/// directory.
///
/// The memory in use is one block of half a megabyte, whatever the archive. An archive that goes to a
/// path appears there only when ``finish()`` has succeeded. A writer that goes unfinished leaves nothing.
public struct CpioWriter: ~Copyable {
    let rules: EntryRules
    let output: ArchiveOutput
    var buffer = WriteBuffer.small()
    var links = LinkTable()
    var sources = SourceCache()
    var report = CpioReport()
    /// The inode number of the next entry that needs a fresh one.
    var nextInode: UInt32 = 1
    /// Set while a record is half written: a call that throws then leaves it set.
    var isBroken = false

    /// Starts an archive that replaces the file of this name when it is complete.
    ///
    /// A symbolic link stays: what it leads to is replaced. A device, a pipe or a terminal is written to at once.
    ///
    /// - Parameters:
    ///   - path: The file; its directory must exist.
    ///   - options: How the archive is written.
    /// - Throws: ``CpioError`` when the options contradict each other, or the file cannot be created.
    public init(to path: FilePath, options: CpioOptions = CpioOptions()) throws(CpioError) {
        let rules = try EntryRules(options)
        self.init(rules: rules, output: try ArchiveOutput(path: path))
    }

    /// Starts an archive that goes to an open file, a pipe or a socket.
    ///
    /// - Parameters:
    ///   - descriptor: Where to write, from its position on; it stays open.
    ///   - options: How the archive is written.
    /// - Throws: ``CpioError`` when the options contradict each other.
    public init(to descriptor: FileDescriptor, options: CpioOptions = CpioOptions()) throws(CpioError) {
        self.init(rules: try EntryRules(options), output: ArchiveOutput(descriptor: descriptor))
    }

    /// Starts an archive in memory; ``finishInMemory()`` gives it.
    ///
    /// - Parameter options: How the archive is written.
    /// - Throws: ``CpioError`` when the options contradict each other.
    public init(inMemory options: CpioOptions) throws(CpioError) {
        self.init(rules: try EntryRules(options), output: ArchiveOutput())
    }

    init(rules: EntryRules, output: ArchiveOutput, nextInode: UInt32 = 1) {
        self.rules = rules
        self.output = output
        self.nextInode = nextInode
    }

    /// Completes the archive.
    ///
    /// - Returns: What was written.
    /// - Throws: ``CpioError`` when the end cannot be written, or an earlier call failed half-way.
    public consuming func finish() throws(CpioError) -> CpioReport {
        try complete().report
    }

    /// Completes an archive that was started in memory.
    ///
    /// - Returns: The archive, and what was written. For other archives the bytes are empty.
    /// - Throws: ``CpioError`` when an earlier call failed half-way.
    public consuming func finishInMemory() throws(CpioError) -> (archive: [UInt8], report: CpioReport) {
        try complete()
    }

    private mutating func complete() throws(CpioError) -> (archive: [UInt8], report: CpioReport) {
        try checkUsable()
        isBroken = true
        try makeRoom(256)
        let place = buffer.reserveHeader()
        let name = NewcHeader.trailerName
        appendStoredName(name.span)
        var header = NewcHeader()
        header.nameSize = UInt32(name.count + 1)
        buffer.store(header, rules.format, at: place)
        try flush()
        report.archiveSize = output.position
        let archive = try output.finish() ?? []
        return (archive, report)
    }

    func checkUsable() throws(CpioError) {
        guard !isBroken else {
            throw CpioError(.writerFailed, "an earlier entry failed half-way; start the archive again")
        }
    }
}

extension CpioWriter {
    /// Writes out what is buffered.
    mutating func flush() throws(CpioError) {
        try unsafe output.write(buffer.bytes)
        buffer.begin(at: output.position)
    }

    /// Makes sure that so many bytes fit.
    mutating func makeRoom(_ length: Int) throws(CpioError) {
        if buffer.room < length { try flush() }
    }

    /// Adds a name, its NUL and what fills up to a multiple of four.
    func appendStoredName(_ name: borrowing Span<UInt8>) {
        buffer.append(name)
        buffer.appendZeros(1 + NewcHeader.padding(NewcHeader.size + name.count + 1))
    }
}
