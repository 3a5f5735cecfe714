import Glibc
import SystemSupport

extension TreeWalker {
    /// How many directories of the way down stay open at most: descriptors are few (1,024 by default).
    private static let openDepth = 64

    /// Goes down.
    mutating func push(_ frame: WalkFrame) {
        frames.append(frame)
        heldNames += frame.listing.memory
        // Directories far up are read again on the way back, which takes less time than what made it necessary: many
        // names are below them.
        var depth = 0
        while heldNames > 2 * selection.namesLimit, depth < frames.count - 1 {
            heldNames -= frames[depth].listing.memory
            frames[depth].forgetNames()
            depth += 1
        }
    }

    /// Closes a directory far up; it is opened again on the way back.
    mutating func releaseDistantAncestor() {
        let distant = frames.count - 1 - TreeWalker.openDepth
        if distant >= 0 { frames[distant].close() }
    }

    /// Reads the names of the top frame that come after those that are known.
    ///
    /// - Returns: False if there are none.
    mutating func readOn() throws(CpioError) -> Bool {
        guard let rest = frames.last?.listing.rest, let open = frames.last?.directory?.descriptor.rawValue else {
            return false
        }
        // Items that are under way still need the open directory; only this walk reads from it.
        let number = fcntl(open, F_DUPFD_CLOEXEC, 0)
        guard number >= 0 else { throw .lastForSource("fcntl", path: frames.last?.path ?? []) }
        let descriptor = OwnedDescriptor(adopting: number)
        guard lseek(number, 0, SEEK_SET) == 0 else { throw .lastForSource("lseek", path: frames.last?.path ?? []) }
        try replaceNames(descriptor, after: rest)
        return true
    }

    /// Puts the names after a place in the top frame, which gives its own up before they are read.
    private mutating func replaceNames(
        _ descriptor: consuming OwnedDescriptor, after rest: DirectoryListing.Key
    ) throws(CpioError) {
        let top = frames.count - 1
        heldNames -= frames[top].listing.memory
        frames[top].forgetNames()
        let directory = try TreeWalker.read(
            descriptor, path: frames[top].path, after: rest, limit: selection.namesLimit, &scratch)
        frames[top].read(directory)
        heldNames += directory.listing.memory
    }

    /// Goes back up.
    mutating func leave() throws(CpioError) {
        guard let child = frames.popLast() else { return }
        heldNames -= child.listing.memory
        guard let parent = frames.last, parent.directory == nil, let childDirectory = child.directory else { return }
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
        if parent.listing.items.isEmpty, let rest = parent.listing.rest {
            try replaceNames(descriptor, after: rest)
        } else {
            frames[frames.count - 1].reopen(descriptor)
        }
    }

    /// Reads the names of an open directory, which is at its start.
    static func read(
        _ descriptor: consuming OwnedDescriptor, path: [UInt8], after start: DirectoryListing.Key? = nil, limit: Int,
        _ scratch: inout [UInt8]
    ) throws(CpioError) -> PackedDirectory {
        let number = descriptor.rawValue
        let listing: DirectoryListing
        do {
            listing = unsafe try DirectoryListing(number, after: start, limit: limit, scratch: &scratch) { name in
                var status = stat()
                let result = unsafe fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW)
                // The type bits of a mode, moved down, are the type of a directory record (IFTODT, dirent.h).
                return result == 0 ? UInt8((status.st_mode & CpioKind.modeMask) >> 12) : UInt8(DT_REG)
            }
        } catch {
            throw .system(error, "the directory cannot be read", path: path)
        }
        return PackedDirectory(descriptor: descriptor, listing: listing, path: path)
    }
}
