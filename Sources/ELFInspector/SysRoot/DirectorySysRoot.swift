import Glibc
public import SystemPackage
import SystemSupport

/// A directory of this machine that stands for the root of a file system, as with chroot(2).
///
/// Absolute links inside it begin at the directory, and `..` does not leave it.
public final class DirectorySysRoot: SysRoot {
    /// The directory.
    public let path: FilePath
    private let root: OwnedDescriptor

    /// Opens a directory as a root.
    ///
    /// - Parameter path: The directory.
    /// - Throws: ``ELFError`` when there is no such directory.
    public init(_ path: FilePath) throws(ELFError) {
        self.path = path
        do {
            root = try OwnedDescriptor.open(path, flags: lookupOnlyDirectory)
        } catch {
            throw ELFError(error, path: path)
        }
    }

    /// See ``SysRoot``.
    public func symlink(at path: RootPath) throws(ELFError) -> SymlinkLookup {
        try readSymlink(path, below: root.rawValue)
    }

    /// See ``SysRoot``.
    public func open(_ path: RootPath) throws(ELFError) -> SysRootNode {
        try openNode(path, below: root.rawValue)
    }

    /// See ``SysRoot``.
    public func names(in path: RootPath) throws(ELFError) -> [[UInt8]] {
        try listNames(path, below: root.rawValue)
    }
}
