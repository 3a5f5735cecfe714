import Glibc
import SystemSupport

extension TreeWalker {
    /// How many directories of the way down stay open at most: descriptors are few (1,024 by default).
    private static let openDepth = 64

    /// Reads the names of an open directory into a frame, and goes down into it.
    mutating func push(
        _ descriptor: consuming OwnedDescriptor, path: [UInt8], identity: FileIdentity, waitingEntry: PackItem? = nil
    ) throws(CpioError) {
        let number = descriptor.rawValue
        let (listing, rest): (DirectoryListing, NameMerge?)
        do {
            // However much the directories above take, a little is left for each.
            let limit = max(selection.namesLimit - heldNames, selection.namesLimit / 256)
            (listing, rest) = unsafe try DirectoryReading.read(number, limit: limit, spill: spill, scratch: &scratch) {
                name in
                var status = stat()
                let result = unsafe fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW)
                // The type bits of a mode, moved down, are the type of a directory record (IFTODT, dirent.h).
                return result == 0 ? UInt8((status.st_mode & CpioKind.modeMask) >> 12) : UInt8(DT_REG)
            }
        } catch {
            throw .system(error, "the directory cannot be read", path: path)
        }
        let directory = PackedDirectory(descriptor: descriptor, listing: listing, path: path)
        var frame = WalkFrame(directory: directory, rest: rest, identity: identity)
        frame.waitingEntry = waitingEntry
        heldNames += frame.memory
        frames.append(frame)
        let distant = frames.count - 1 - TreeWalker.openDepth
        if distant >= 0 { frames[distant].close() }
    }

    /// Goes on to more names of the top frame.
    ///
    /// - Returns: False if there are none.
    mutating func readOn() throws(CpioError) -> Bool {
        let top = frames.count - 1
        guard frames[top].rest != nil else { return false }
        heldNames -= frames[top].memory
        defer { heldNames += frames[top].memory }
        return try frames[top].readOn()
    }

    /// Goes back up.
    mutating func leave() throws(CpioError) {
        guard let child = frames.popLast() else { return }
        heldNames -= child.memory
        if let rest = child.rest { spill.end = rest.start }
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
        frames[frames.count - 1].reopen(descriptor)
    }
}
