import Glibc
import SystemPackage
import SystemSupport

/// What the system says of a name in an open directory (fstatat(2)).
struct HostStatus {
    let mode: UInt32
    let size: UInt64
    let linkCount: UInt64
    let identity: HostIdentity
    let device: DeviceNumber
    let metadata: FileMetadata
    let stamp: HostStamp

    /// Asks, without following a symbolic link.
    init(_ name: [UInt8], in directory: Int32) throws(SystemCallError) {
        var buffer = stat()
        let path = FilePath(bytes: name)
        let result = unsafe path.withPlatformString { unsafe fstatat(directory, $0, &buffer, AT_SYMLINK_NOFOLLOW) }
        guard result == 0 else { throw .last("fstatat", path) }
        self.init(buffer)
    }

    /// Asks for an open file.
    init(descriptor: Int32) throws(SystemCallError) {
        var buffer = stat()
        guard unsafe fstat(descriptor, &buffer) == 0 else { throw .last("fstat") }
        self.init(buffer)
    }

    private init(_ buffer: stat) {
        mode = buffer.st_mode
        size = UInt64(clamping: buffer.st_size)
        linkCount = UInt64(buffer.st_nlink)
        identity = HostIdentity(device: UInt64(buffer.st_dev), inode: UInt64(buffer.st_ino))
        device = DeviceNumber(systemNumber: UInt64(buffer.st_rdev))
        metadata = FileMetadata(
            permissions: UInt16(truncatingIfNeeded: buffer.st_mode), owner: buffer.st_uid, group: buffer.st_gid,
            modificationTime: Int64(buffer.st_mtim.tv_sec),
            modificationNanoseconds: UInt32(clamping: buffer.st_mtim.tv_nsec))
        stamp = HostStamp(
            identity: identity, changeSeconds: Int64(buffer.st_ctim.tv_sec),
            changeNanoseconds: Int64(buffer.st_ctim.tv_nsec))
    }
}

/// What tells files of the host apart.
struct HostIdentity: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
}

/// What changes whenever a file of the host changes: its time of change cannot be set by a program (inode(7)).
struct HostStamp: Sendable, Hashable {
    let identity: HostIdentity
    let changeSeconds: Int64
    let changeNanoseconds: Int64
}
