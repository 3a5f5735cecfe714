import Glibc
public import SystemPackage
import SystemSupport

/// Adds entries to an archive that is there.
public enum CpioAppender {
    /// Adds entries to an archive. An entry of a name that the archive has takes the place of the old one.
    ///
    /// When all names are new, only the end of the archive is written: first what follows its trailer,
    /// then, in one call, what takes the trailer's place, so that a program that is killed meanwhile leaves the old
    /// archive, with bytes behind its trailer that are to be cut off. Else, and for compressed archives and archives in a row, a new archive replaces the old
    /// one when it is complete.
    ///
    /// Parents that neither the archive nor the entries have are added.
    ///
    /// - Parameters:
    ///   - entries: The new entries, in any order.
    ///   - path: The archive. It is not compressed again when it was.
    ///   - options: How the new entries are written. Use those that the archive was written with; its
    ///     format is kept.
    /// - Returns: What was written; for an append at the end, the new entries only.
    /// - Throws: ``CpioError``. The archive is then as it was.
    @discardableResult
    public static func append(
        _ entries: some Sequence<CpioEntry>, to path: FilePath, options: CpioOptions = CpioOptions()
    ) throws(CpioError) -> CpioReport {
        let index = try CpioIndex(path)
        var new = try CpioPacker(entries)
        let known = try index.entries()
        let isSimple =
            index.compression == nil && index.records.allSatisfy { $0.archiveIndex == 0 && $0.format != .odc }
        guard isSimple, !new.conflicts(with: known) else {
            var all = try CpioPacker(known)
            all.replace(with: new)
            var keeping = options
            keeping.normalization = .keepMetadata
            return try all.pack(to: path, options: keeping)
        }
        for entry in known where entry.kind == .directory { new.assume(entry.path) }
        return try appendAtEnd(new, index, path, options)
    }

    private static func appendAtEnd(
        _ new: CpioPacker, _ index: CpioIndex, _ path: FilePath, _ options: CpioOptions
    ) throws(CpioError) -> CpioReport {
        var options = options
        // One format all through: GNU cpio reads no mixture.
        options.format = index.records.first?.format ?? options.format
        let rules = try EntryRules(options)
        var opened: OwnedDescriptor?
        do { opened = try OwnedDescriptor.open(path, flags: O_RDWR) } catch {
            throw .system(error, "the archive cannot be opened for writing", file: path)
        }
        guard let file = opened.take() else { throw .last("openat", "the archive cannot be opened", file: path) }
        let output = try ArchiveOutput(
            replacing: NewcHeader.trailerSize, at: index.trailerOffset, in: file.descriptor)
        // Numbers from which on no name of the archive has one.
        let inode = (index.records.map(\.inode).max() ?? 0) &+ 1
        var writer = CpioWriter(rules: rules, output: output, nextInode: inode)
        do throws(CpioError) {
            try new.pack(into: &writer)
            return try writer.finish()
        } catch {
            // What was written lies behind the trailer, which still stands; there were zeros at most.
            _ = ftruncate(file.rawValue, off_t(clamping: index.trailerOffset) + off_t(NewcHeader.trailerSize))
            _ = ftruncate(file.rawValue, off_t(clamping: index.file.size))
            throw error
        }
    }
}
