import SystemPackage
import SystemSupport

/// The size of a file in bytes; a symbolic link is followed.
func fileSize(_ path: FilePath) throws -> UInt64 {
    try FileStatus(of: path, followSymlink: true).size
}
