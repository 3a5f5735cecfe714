import Glibc
import SystemSupport

/// A directory on the way down to where a walk is.
struct WalkFrame {
    /// The open directory; nil while it is closed, far up a deep tree.
    private(set) var directory: PackedDirectory?
    /// The names that are being walked through.
    private(set) var listing: DirectoryListing
    /// Gives the names after them, where not all are in memory.
    private(set) var rest: NameMerge?
    let path: [UInt8]
    let identity: FileIdentity
    /// The next item of the listing.
    var position = 0
    /// What became of directories that were not taken, by their names, until the walk comes to what is below them.
    var skipped: [[UInt8]: CpioSelection] = [:]
    /// This directory's own entry, while it is not known whether it is needed.
    var waitingEntry: PackItem?

    init(directory: PackedDirectory, rest: NameMerge?, identity: FileIdentity) {
        self.directory = directory
        self.rest = rest
        listing = directory.listing
        path = directory.path
        self.identity = identity
    }

    /// Bytes that the names take in memory.
    var memory: Int { listing.memory + (rest?.memory ?? 0) }

    /// Goes on to the names that come after those that are known.
    ///
    /// - Returns: False if there are none.
    mutating func readOn() throws(CpioError) -> Bool {
        guard let open = directory else { return false }
        let next: DirectoryListing?
        do { next = try rest?.next() } catch {
            throw .system(error, "the names of the directory cannot be read back", path: path)
        }
        guard let next else { return false }
        // Items that are under way keep the descriptor and the names that they have.
        let number = fcntl(open.descriptor.rawValue, F_DUPFD_CLOEXEC, 0)
        guard number >= 0 else { throw .lastForSource("fcntl", path: path) }
        listing = next
        position = 0
        reopen(OwnedDescriptor(adopting: number))
        return true
    }

    /// Opens the directory again.
    mutating func reopen(_ descriptor: consuming OwnedDescriptor) {
        directory = PackedDirectory(descriptor: descriptor, listing: listing, path: path)
    }

    /// Closes the directory.
    mutating func close() { directory = nil }
}

extension CpioKind {
    /// The kind by the type of a directory record (`d_type`, readdir(3)), which is the type part of a
    /// mode moved down by twelve bits.
    init(directoryType: UInt8) {
        self = CpioKind(rawValue: UInt32(directoryType) << 12) ?? .regular
    }
}

extension PackItem.Kind {
    /// How an entry of a kind is packed.
    init(_ kind: CpioKind) {
        self =
            switch kind {
            case .regular: .regular
            case .directory: .directory
            case .symlink: .symlink
            case .characterDevice, .blockDevice, .fifo, .socket: .special
            }
    }
}
