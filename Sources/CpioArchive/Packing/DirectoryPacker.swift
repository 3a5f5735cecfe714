public import SystemPackage

/// Packs a directory.
///
/// Entries are ordered by the bytes of their names, so parents come before children. Two trees with the
/// same names, kinds, permissions, targets and data give the same archive, unless the options keep more.
///
/// Memory does not depend on the tree. Names of a directory that has very many are sorted in parts, in a file without a
/// name in `TMPDIR` or `/tmp`.
public struct DirectoryPacker: Sendable {
    /// Decides on an entry.
    ///
    /// - Parameters:
    ///   - path: The entry's name from the packed directory on.
    ///   - kind: What it is.
    /// - Returns: What becomes of it.
    public typealias Filter = @Sendable (_ path: [UInt8], _ kind: CpioKind) -> CpioSelection

    struct Selection: Sendable {
        var filter: Filter?
        var staysOnFileSystem = false
        var includesRoot = false
        /// Bytes that names of directories may take in memory.
        var namesLimit = 4 << 20
    }

    /// The directory whose content is packed.
    public let directory: FilePath
    var selection = Selection()

    /// Decides which entries are packed; nil takes all. It is called from one thread at a time, in the
    /// order of the archive.
    public var filter: Filter? {
        get { selection.filter }
        set { selection.filter = newValue }
    }

    /// Whether directories of other file systems are packed empty. Off by default.
    public var staysOnFileSystem: Bool {
        get { selection.staysOnFileSystem }
        set { selection.staysOnFileSystem = newValue }
    }

    /// Whether the directory itself gets an entry, `.` or `/`. Off by default.
    public var includesRoot: Bool {
        get { selection.includesRoot }
        set { selection.includesRoot = newValue }
    }

    /// Whether the tree is counted first, so that progress has a total. It costs a walk.
    public var countsFirst = false
    /// Called after each block that is written, from any thread, one call at a time.
    public var progress: (@Sendable (CpioProgress) -> Void)?
    /// How many threads read and write. Nil is one, and a second as soon as a processor is idle.
    public var threadLimit: Int?

    /// Creates a packer.
    ///
    /// - Parameter directory: The directory whose content is packed. A symlink to one is followed.
    public init(_ directory: FilePath) {
        self.directory = directory
    }

    /// Packs into a file that appears when it is complete. If it lies in the directory that is packed,
    /// it is left out.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - options: How it is written.
    /// - Returns: What was written.
    /// - Throws: ``CpioError``; code ``CpioError/Code/cancelled`` when the task was cancelled, and nothing is left then.
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

    /// Adds the directory to an archive that is being written, which may get other entries before and
    /// after.
    ///
    /// - Parameter writer: The archive.
    /// - Throws: ``CpioError``; the writer cannot go on then.
    public func pack(into writer: inout CpioWriter) throws(CpioError) {
        try writer.checkUsable()
        writer.isBroken = true
        try writer.flush()
        let archive = ArchiveIdentity(writer.output)
        let survey = try surveyIfNeeded(writer.rules, writer.output, archive)
        if let survey, writer.output.position == 0 { writer.output.expect(survey.archiveSize) }
        writer.output.progress = progress
        let walker = try TreeWalker(directory, selection, writer.rules, archive)
        let pipeline = PackPipeline(
            walker, writer.rules, writer.output, survey: survey, firstInode: writer.nextInode,
            threads: threadLimit.map { max(1, $0) })
        try pipeline.run(writer.buffer)
        try pipeline.checkLinks()
        writer.output.progress = nil
        pipeline.conclude(&writer.report, &writer.nextInode)
        writer.isBroken = false
    }

    /// Walks the tree beforehand where something must be known first: how many names a file has, that
    /// every entry can be stored before the first byte is seen, or the total.
    private func surveyIfNeeded(
        _ rules: EntryRules, _ output: ArchiveOutput, _ archive: ArchiveIdentity?
    ) throws(CpioError) -> TreeSurvey? {
        guard rules.profile == .linux || output.isVisibleEarly || output.isMemory || countsFirst else { return nil }
        return try TreeSurvey(directory, selection, rules, archive)
    }
}
