import SystemSupport

/// A directory that is being packed: open, with its names. Items that are under way keep it open.
final class PackedDirectory: Sendable {
    let descriptor: OwnedDescriptor
    let listing: DirectoryListing
    /// The directory's name with a slash; empty for the root.
    let path: [UInt8]

    init(descriptor: consuming OwnedDescriptor, listing: DirectoryListing, path: [UInt8]) {
        self.descriptor = descriptor
        self.listing = listing
        self.path = path
    }
}

/// One entry to be packed.
struct PackItem: Sendable {
    enum Kind: Sendable { case regular, directory, symlink, special, root }

    let directory: PackedDirectory
    let item: DirectoryListing.Item
    let kind: Kind

    /// The name without a prefix; empty for the root.
    var path: [UInt8] {
        kind == .root ? [] : directory.path + directory.listing.name(item)
    }
}
