import Glibc
import SystemPackage
import SystemSupport

/// Walks a directory in the order of the archive, and says what is to be packed.
///
/// It works by descriptor: no path is put together for the system, and no symlink is followed. It knows
/// names and kinds; asking for sizes and reading is the work of others.
struct TreeWalker {
    let selection: DirectoryPacker.Selection
    let rules: EntryRules
    let archive: ArchiveIdentity?
    private let root: FileIdentity
    var frames: [WalkFrame] = []
    let spill = NameSpill()
    /// Bytes that the names in the frames take.
    var heldNames = 0
    /// Items to be given before the walk goes on.
    private var queue: [PackItem] = []
    var scratch = [UInt8](repeating: 0, count: 64 << 10)
    /// What was left out; for the report.
    var notices: [CpioNotice] = []

    /// Opens the root.
    init(
        _ path: FilePath, _ selection: DirectoryPacker.Selection, _ rules: EntryRules, _ archive: ArchiveIdentity?
    ) throws(CpioError) {
        self.selection = selection
        self.rules = rules
        self.archive = archive
        let directory = try TreeWalker.open(path)
        do { root = FileIdentity(try FileStatus(descriptor: directory.rawValue, path: path)) } catch {
            throw TreeWalker.cannotOpen(path, error)
        }
        try push(directory, path: [], identity: root)
        if selection.includesRoot, let directory = frames.last?.directory {
            let item = DirectoryListing.Item(prefix: 0, offset: 0, length: 0, type: UInt8(DT_DIR), isDescent: false)
            queue.append(PackItem(directory: directory, item: item, kind: .root))
        }
    }

    /// The next entry; nil at the end.
    mutating func next() throws(CpioError) -> PackItem? {
        if let item = queue.popLast() { return item }
        while let depth = frames.indices.last {
            guard frames[depth].position < frames[depth].listing.items.count else {
                if !(try readOn()) { try leave() }
                continue
            }
            let item = frames[depth].listing.items[frames[depth].position]
            frames[depth].position += 1
            if item.isDescent {
                try enter(item)
            } else if let result = try consider(item, frames[depth]) {
                return withNeededParents(result)
            }
        }
        return nil
    }

    /// Gives the next entries.
    ///
    /// - Parameters:
    ///   - items: Where to add them.
    ///   - limit: How many there are to be at most.
    /// - Throws: ``CpioError``; what was added before stands.
    mutating func next(into items: inout [PackItem], upTo limit: Int) throws(CpioError) {
        while items.count < limit {
            takeFiles(&items, limit)
            guard items.count < limit, let item = try next() else { return }
            items.append(item)
        }
    }

    /// Takes regular files that follow each other, where nothing has to be asked of each.
    private mutating func takeFiles(_ items: inout [PackItem], _ limit: Int) {
        guard queue.isEmpty, selection.filter == nil, let depth = frames.indices.last,
            let directory = frames[depth].directory, archive?.place?.directory != frames[depth].identity
        else { return }
        var position = frames[depth].position
        let all = directory.listing.items
        while position < all.count, items.count < limit {
            let item = all[position]
            guard item.type == UInt8(DT_REG), depth > 0 || item.length != NewcHeader.trailerName.count else { break }
            items.append(PackItem(directory: directory, item: item, kind: .regular))
            position += 1
        }
        frames[depth].position = position
    }

    /// Puts directories that were packed only if needed before the entry that needs them.
    private mutating func withNeededParents(_ item: PackItem) -> PackItem {
        guard selection.filter != nil else { return item }
        queue.append(item)
        for depth in frames.indices.reversed() {
            guard let directory = frames[depth].waitingEntry else { continue }
            queue.append(directory)
            frames[depth].waitingEntry = nil
        }
        return queue.popLast() ?? item
    }

    /// Decides on an entry of the top frame.
    private mutating func consider(_ item: DirectoryListing.Item, _ frame: WalkFrame) throws(CpioError) -> PackItem? {
        guard let directory = frame.directory else { return nil }
        guard !isArchive(item, directory, frame.identity) else { return nil }
        let path = { directory.path + directory.listing.name(item) }
        let kind = CpioKind(directoryType: item.type)
        if let filter = selection.filter {
            let choice = filter(path(), kind)
            if choice != .take {
                // What is below a directory comes later, and is decided by this too.
                if kind == .directory { frames[frames.count - 1].skipped[Array(directory.listing.name(item))] = choice }
                return nil
            }
        }
        if directory.path.isEmpty, rules.isReserved(directory.listing.name(item)) { try rules.checkReserved(path()) }
        if kind.isSpecial, rules.profile == .unikraft {
            notices.append(CpioNotice(path: path(), reason: .kindNotInGuest(kind)))
            return nil
        }
        return PackItem(directory: directory, item: item, kind: PackItem.Kind(kind))
    }

    /// Whether an entry is the archive that is being written, or the older one that it replaces.
    private func isArchive(_ item: DirectoryListing.Item, _ directory: PackedDirectory, _ place: FileIdentity) -> Bool {
        guard let archive, item.type == UInt8(DT_REG), let known = archive.place, known.directory == place else {
            return false
        }
        if directory.listing.name(item).elementsEqual(known.name) { return true }
        var status = stat()
        let result = unsafe directory.listing.withName(item) { name in
            unsafe fstatat(directory.descriptor.rawValue, name, &status, AT_SYMLINK_NOFOLLOW)
        }
        return result == 0 && FileIdentity(status) == archive.file
    }

    /// Goes down into a directory of the top frame.
    private mutating func enter(_ item: DirectoryListing.Item) throws(CpioError) {
        guard let frame = frames.last, let parent = frame.directory else { return }
        let fate =
            frame.skipped.isEmpty
            ? nil : frames[frames.count - 1].skipped.removeValue(forKey: Array(parent.listing.name(item)))
        guard fate != .leaveOut else { return }
        let path = parent.path + parent.listing.name(item)
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        let number = unsafe parent.listing.withName(item) { name in
            unsafe openRelative(name, in: parent.descriptor.rawValue, flags: flags)
        }
        guard number >= 0 else { throw .lastForSource("openat", path: path) }
        let descriptor = OwnedDescriptor(adopting: number)
        var status = stat()
        guard unsafe fstat(descriptor.rawValue, &status) == 0 else { throw .lastForSource("fstat", path: path) }
        let identity = FileIdentity(status)
        guard identity.device == root.device || !selection.staysOnFileSystem else {
            notices.append(CpioNotice(path: path, reason: .otherFileSystem))
            return
        }
        var waitingEntry: PackItem?
        if fate == .onlyIfNeeded {
            let entry = DirectoryListing.Item(
                prefix: item.prefix, offset: item.offset - UInt32(item.length) - 1, length: item.length,
                type: item.type, isDescent: false)
            waitingEntry = PackItem(directory: parent, item: entry, kind: .directory)
        }
        try push(descriptor, path: path + [UInt8(ascii: "/")], identity: identity, waitingEntry: waitingEntry)
    }

    private static func open(_ path: FilePath) throws(CpioError) -> OwnedDescriptor {
        do { return try OwnedDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY) } catch {
            throw cannotOpen(path, error)
        }
    }

    private static func cannotOpen(_ path: FilePath, _ error: SystemCallError) -> CpioError {
        .system(error, "the directory cannot be opened; check its path and who may read it", file: path)
    }
}
