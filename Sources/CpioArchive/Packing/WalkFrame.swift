import Glibc
import SystemSupport

/// A directory on the way down to where a walk is.
struct WalkFrame {
    /// The open directory; nil while it is closed, far up in a tree that is deep or has very many names.
    private(set) var directory: PackedDirectory?
    private(set) var listing: DirectoryListing
    let path: [UInt8]
    let identity: FileIdentity
    /// The next item of the listing.
    var position = 0
    /// What became of directories that were not taken, by their names, until the walk comes to what is below them.
    var skipped: [[UInt8]: CpioSelection] = [:]
    /// This directory's own entry, while it is not known whether it is needed.
    var waitingEntry: PackItem?

    init(directory: PackedDirectory, identity: FileIdentity) {
        self.directory = directory
        listing = directory.listing
        path = directory.path
        self.identity = identity
    }

    /// Goes on with other items of the directory.
    mutating func read(_ next: PackedDirectory) {
        directory = next
        listing = next.listing
        position = 0
    }

    /// Opens the directory again; nothing else changes.
    mutating func reopen(_ descriptor: consuming OwnedDescriptor) {
        directory = PackedDirectory(descriptor: descriptor, listing: listing, path: path)
    }

    /// Closes the directory.
    mutating func close() { directory = nil }

    /// Closes the directory and forgets its names; they can be read again from where the walk is.
    mutating func forgetNames() {
        directory = nil
        listing = DirectoryListing(unreadAfter: position > 0 ? listing.key(listing.items[position - 1]) : listing.start)
        position = 0
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
