/// A tree of files that programs and libraries are looked up in.
///
/// A root answers for one name at a time and never follows a symbolic link: the resolver follows them itself, so that
/// absolute links and `..` stay inside the root, and each link of a chain is known.
public protocol SysRoot: Sendable {
    /// Asks whether a name is a symbolic link.
    ///
    /// - Parameter path: The name; no directory on the way is a link.
    /// - Returns: What is there.
    /// - Throws: ``ELFError`` when the root cannot tell.
    func symlink(at path: RootPath) throws(ELFError) -> SymlinkLookup

    /// Opens what has a name.
    ///
    /// - Parameter path: The name; no directory on the way is a link.
    /// - Returns: What is there.
    /// - Throws: ``ELFError`` when it is there but cannot be opened.
    func open(_ path: RootPath) throws(ELFError) -> SysRootNode

    /// Lists a directory.
    ///
    /// - Parameter path: The directory.
    /// - Returns: The names in it but `.` and `..`, in any order; empty when there is no such directory.
    /// - Throws: ``ELFError`` when it cannot be read.
    func names(in path: RootPath) throws(ELFError) -> [[UInt8]]

    /// The directory that a relative path begins in.
    var workingDirectory: [UInt8] { get }
}

extension SysRoot {
    /// A relative path begins at the root.
    public var workingDirectory: [UInt8] { [0x2F] }
}

/// What a root says when it is asked for a symbolic link.
public enum SymlinkLookup: Sendable, Hashable {
    /// Nothing has the name.
    case absent
    /// Something else has the name.
    case other
    /// A link, with its target as it is stored.
    case symlink(target: [UInt8])
}

/// What a root has under a name.
public enum SysRootNode: Sendable {
    /// Nothing.
    case absent
    /// A symbolic link, with its target as it is stored.
    case symlink(target: [UInt8])
    /// A regular file.
    case file(any SysRootFile)
    /// A directory.
    case directory
    /// A device, a socket or a pipe.
    case special
}

/// A regular file in a root, open for reading.
public protocol SysRootFile: RandomAccessBytes {
    /// What tells this file from others of the root, whatever its names are.
    var identity: FileIdentity { get }
    /// The permission bits, `07777` of `st_mode` (inode(7)).
    var permissions: UInt32 { get }
}

/// What tells files apart: two names of one file (hard links) have the same.
public struct FileIdentity: Sendable, Hashable {
    /// The device of the file system; any number that is the same for the whole root where there are no devices.
    public var device: UInt64
    /// The number of the file.
    public var inode: UInt64

    /// Creates an identity.
    ///
    /// - Parameters:
    ///   - device: The device of the file system.
    ///   - inode: The number of the file.
    public init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}
