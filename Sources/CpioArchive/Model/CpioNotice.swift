/// Something that a reader of the report should know of one entry.
public struct CpioNotice: Sendable, Hashable, CustomStringConvertible {
    /// What happened.
    public enum Reason: Sendable, Hashable {
        /// The entry was left out, because a Unikraft guest knows no devices, pipes or sockets.
        case kindNotInGuest(CpioKind)
        /// A further name of a file was written with all the data, because a Unikraft guest knows no
        /// hard links.
        case linkWrittenInFull
        /// A directory that nothing named was added, because parents must come before children.
        case parentAdded
        /// An earlier entry of the same name was dropped: the last one wins.
        case earlierEntryReplaced
        /// The directory is on another file system and was not entered.
        case otherFileSystem
    }

    /// The entry's name, without `./` or `/` before it.
    public var path: [UInt8]
    /// What happened.
    public var reason: Reason

    /// The text for people.
    public var description: String {
        let name = quoted(path)
        return switch reason {
        case .kindNotInGuest(let kind): "\(name): left out, a Unikraft guest knows no \(kind.noun)"
        case .linkWrittenInFull: "\(name): hard link written as a full copy, a Unikraft guest knows no links"
        case .parentAdded: "\(name): directory added, entries below it need it"
        case .earlierEntryReplaced: "\(name): an earlier entry of this name was replaced"
        case .otherFileSystem: "\(name): on another file system, not entered"
        }
    }
}

extension CpioKind {
    /// The kind in the plural, for people.
    var noun: String {
        switch self {
        case .regular: "files"
        case .directory: "directories"
        case .symlink: "symlinks"
        case .characterDevice: "character devices"
        case .blockDevice: "block devices"
        case .fifo: "named pipes"
        case .socket: "sockets"
        }
    }
}
