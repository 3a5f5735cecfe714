import Glibc
import SystemPackage

/// A fingerprint of one file by its size and times.
enum FileStamp {
    /// The fingerprint; nil when the file is not there.
    static func of(_ path: FilePath) -> String? {
        guard let status = try? Stat(path, followTargetSymlink: true) else { return nil }
        let (modified, changed) = (status.st_mtim, status.st_ctim)
        return "\(status.size) \(modified.tv_sec).\(modified.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec)"
    }
}
