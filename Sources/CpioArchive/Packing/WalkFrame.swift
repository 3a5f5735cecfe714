import Glibc
import SystemSupport

/// A directory on the way down to where a walk is.
struct WalkFrame {
    /// The open directory; nil while it is closed, far up a deep tree.
    var directory: PackedDirectory?
    let listing: DirectoryListing
    let path: [UInt8]
    let identity: FileIdentity
    /// The next item of the listing.
    var position = 0
    /// What became of entries that were not taken, by their offset in the listing.
    var skipped: [UInt32: CpioSelection] = [:]
    /// This directory's own entry, while it is not known whether it is needed.
    var waitingEntry: PackItem?

    init(directory: PackedDirectory, identity: FileIdentity) {
        self.directory = directory
        listing = directory.listing
        path = directory.path
        self.identity = identity
    }
}

extension TreeWalker {
    /// How many directories of the way down stay open at most: descriptors are few (1,024 by default).
    private static let openDepth = 64

    /// Closes a directory far up; it is opened again on the way back.
    mutating func releaseDistantAncestor() {
        let distant = frames.count - 1 - TreeWalker.openDepth
        if distant >= 0 { frames[distant].directory = nil }
    }

    /// Goes back up.
    mutating func leave() throws(CpioError) {
        guard let child = frames.popLast(), let parent = frames.last, parent.directory == nil else { return }
        guard let childDirectory = child.directory else { return }
        let number = unsafe openRelative("..", in: childDirectory.descriptor.rawValue, flags: O_RDONLY | O_DIRECTORY)
        guard number >= 0 else { throw .lastForSource("openat", path: parent.path) }
        let descriptor = OwnedDescriptor(adopting: number)
        var status = stat()
        guard unsafe fstat(descriptor.rawValue, &status) == 0 else { throw .lastForSource("fstat", path: parent.path) }
        guard FileIdentity(status) == parent.identity else {
            throw CpioError(
                .fileReplaced, "a directory was moved while it was packed; pack again when the tree is at rest",
                path: child.path)
        }
        frames[frames.count - 1].directory = PackedDirectory(
            descriptor: descriptor, listing: parent.listing, path: parent.path)
    }
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
