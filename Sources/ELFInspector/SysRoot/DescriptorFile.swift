import Glibc
import SystemSupport

/// A regular file of this machine, closed with this object.
final class DescriptorFile: SysRootFile {
    let byteCount: UInt64
    let identity: FileIdentity
    let permissions: UInt32
    private let file: OwnedDescriptor

    init(_ file: consuming OwnedDescriptor, _ status: stat) {
        self.file = file
        byteCount = UInt64(clamping: status.st_size)
        identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        permissions = status.st_mode & 0o7777
    }

    func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws(ELFError) -> Int {
        try readBytes(file.rawValue, at: offset, into: &buffer)
    }
}
