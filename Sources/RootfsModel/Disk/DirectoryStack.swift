import Glibc
import SystemPackage
import SystemSupport

/// A directory of the host with those that lead to it, each opened from the one before it by its name.
///
/// No symbolic link is ever followed below the root, so that nothing outside can be reached. A few directories at
/// a time are open, however deep the tree is.
final class DirectoryStack {
    private struct Level {
        let name: [UInt8]
        let identity: HostIdentity
        var open: OpenDirectory?
    }

    private final class OpenDirectory {
        let descriptor: OwnedDescriptor

        init(_ descriptor: consuming OwnedDescriptor) {
            self.descriptor = descriptor
        }
    }

    private static let openLimit = 64
    private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    private let root: OpenDirectory
    private var levels: [Level] = []

    /// Opens the root; a symbolic link that names it is followed.
    init(root path: FilePath) throws(SystemCallError) {
        root = OpenDirectory(try OwnedDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY))
    }

    /// The directory at the top, valid until the next change.
    var top: Int32 { (levels.last?.open ?? root).descriptor.rawValue }

    /// The root directory.
    var rootDescriptor: Int32 { root.descriptor.rawValue }

    /// Goes into a directory of the one at the top.
    func push(_ name: [UInt8]) throws(SystemCallError) {
        let opened = OpenDirectory(try OwnedDescriptor.open(FilePath(bytes: name), at: top, flags: Self.flags))
        let identity = try HostStatus(descriptor: opened.descriptor.rawValue).identity
        levels.append(Level(name: name, identity: identity, open: opened))
        if levels.count > Self.openLimit { levels[levels.count - Self.openLimit - 1].open = nil }
    }

    /// Goes back to the directory that the one at the top is in.
    ///
    /// - Returns: false when it is no longer where it was.
    func pop() throws(SystemCallError) -> Bool {
        levels.removeLast()
        guard let last = levels.last, last.open == nil else { return true }
        // All from the root on, for no open directory leads here; the last ones stay open for the next steps.
        var current = root
        for index in levels.indices {
            current = OpenDirectory(
                try OwnedDescriptor.open(
                    FilePath(bytes: levels[index].name), at: current.descriptor.rawValue, flags: Self.flags))
            if levels.count - index <= Self.openLimit { levels[index].open = current }
        }
        guard try HostStatus(descriptor: current.descriptor.rawValue).identity == last.identity else { return false }
        return true
    }
}
