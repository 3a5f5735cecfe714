import Glibc
package import SystemPackage

/// What kind of thing a name in a file system stands for.
package enum FileKind: Sendable, Hashable {
    case regular, directory, symlink, characterDevice, blockDevice, fifo, socket

    /// Reads the kind from the type bits of a mode (`S_IFMT`, inode(7)); nil when they name none.
    package init?(mode: UInt32) {
        switch mode & 0o170000 {
        case 0o100000: self = .regular
        case 0o040000: self = .directory
        case 0o120000: self = .symlink
        case 0o020000: self = .characterDevice
        case 0o060000: self = .blockDevice
        case 0o010000: self = .fifo
        case 0o140000: self = .socket
        default: return nil
        }
    }
}

/// What the system knows of a file, as `fstatat(2)` tells it.
package struct FileStatus: Sendable, Hashable {
    /// Type bits and permissions.
    package var mode: UInt32
    package var owner: UInt32
    package var group: UInt32
    /// Bytes; the length of the target for a symlink.
    package var size: UInt64
    /// Seconds since 1970; may be negative.
    package var modificationTime: Int64
    package var device: UInt64
    package var inode: UInt64
    package var linkCount: UInt64
    /// The device that a device file stands for.
    package var representedDevice: UInt64

    /// The file's kind; nil when the mode names none that is known.
    package var kind: FileKind? { FileKind(mode: mode) }

    /// Asks for a name in a directory, without following a symlink.
    ///
    /// - Parameters:
    ///   - path: The name, relative to `directory` unless it is absolute.
    ///   - directory: The directory to look in; nil is the working directory.
    ///   - followSymlink: Whether the target of a symlink is meant.
    /// - Throws: ``SystemCallError``.
    package init(
        of path: FilePath, at directory: Int32? = nil, followSymlink: Bool = false
    ) throws(SystemCallError) {
        var buffer = stat()
        let result = unsafe path.withPlatformString { text in
            unsafe fstatat(directory ?? AT_FDCWD, text, &buffer, followSymlink ? 0 : AT_SYMLINK_NOFOLLOW)
        }
        guard result == 0 else { throw .last("fstatat", path) }
        self.init(buffer)
    }

    /// Asks for an open file.
    ///
    /// - Parameters:
    ///   - descriptor: The open file.
    ///   - path: Its name, for errors.
    /// - Throws: ``SystemCallError``.
    package init(descriptor: Int32, path: FilePath) throws(SystemCallError) {
        var buffer = stat()
        guard unsafe fstat(descriptor, &buffer) == 0 else { throw .last("fstat", path) }
        self.init(buffer)
    }

    private init(_ buffer: stat) {
        mode = buffer.st_mode
        owner = buffer.st_uid
        group = buffer.st_gid
        size = UInt64(clamping: buffer.st_size)
        modificationTime = Int64(buffer.st_mtim.tv_sec)
        device = UInt64(buffer.st_dev)
        inode = UInt64(buffer.st_ino)
        linkCount = UInt64(buffer.st_nlink)
        representedDevice = UInt64(buffer.st_rdev)
    }
}
