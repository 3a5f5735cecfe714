import Glibc
import SystemPackage
import SystemSupport

extension FilePath {
    /// The path from the root on, without links; the path itself when nothing is there.
    var absolute: FilePath {
        guard let resolved = unsafe realpath(string, nil) else { return self }
        defer { unsafe free(resolved) }
        return FilePath(unsafe String(cString: resolved))
    }

    /// Whether a regular file is there, or a link to one.
    var isRegularFile: Bool {
        (try? FileStatus(of: self, followSymlink: true))?.kind == .regular
    }

    /// Whether a directory is there, or a link to one.
    var isDirectory: Bool {
        (try? FileStatus(of: self, followSymlink: true))?.kind == .directory
    }
}
