import Glibc
import SystemPackage
import SystemSupport

/// What tells a file from every other on the machine.
struct FileIdentity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    init(_ status: FileStatus) {
        device = status.device
        inode = status.inode
    }
}

/// The archive that is being written, so that packing the directory it lies in leaves it out.
struct ArchiveIdentity: Sendable {
    /// The open file.
    let file: FileIdentity
    /// The directory that the final name will stand in, and that name.
    let place: (directory: FileIdentity, name: [UInt8])?

    /// Asks where an archive is written to; nil for memory, pipes and terminals.
    init?(_ output: ArchiveOutput) {
        guard let descriptor = output.descriptor,
            let status = try? FileStatus(descriptor: descriptor, path: FilePath()), status.kind == .regular
        else { return nil }
        file = FileIdentity(status)
        guard let path = output.finalPath, let name = path.lastComponent else {
            place = nil
            return
        }
        let parent = path.containingDirectory
        guard let directory = try? FileStatus(of: parent.isEmpty ? "." : parent, followSymlink: true) else {
            return nil
        }
        place = (FileIdentity(directory), unsafe name.withPlatformString { unsafe platformBytes($0) })
    }
}

/// The bytes of a name, which need not be text.
private func platformBytes(_ name: UnsafePointer<CChar>) -> [UInt8] {
    unsafe UnsafeRawBufferPointer(start: name, count: strlen(name)).map { $0 }
}
