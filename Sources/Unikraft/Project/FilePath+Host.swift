import Glibc
import SystemPackage
import SystemSupport

extension FilePath {
    /// Whether something is there.
    var exists: Bool { (try? FileStatus(of: self, followSymlink: true)) != nil }

    /// Whether a regular file is there, or a link to one.
    var isRegularFile: Bool {
        (try? FileStatus(of: self, followSymlink: true))?.kind == .regular
    }

    /// Makes sure that a file can be read.
    func checkReadableFile() throws(RunError) {
        if isDirectory {
            throw RunError(
                "'\(self)' is a directory",
                remedy: "Give a kernel or a program, or the directory as --rootfs beside a --kernel.")
        }
        guard isRegularFile else { throw RunError("there is no file '\(self)'", remedy: "Check the path.") }
        guard unsafe access(string, R_OK) == 0 else {
            throw RunError("'\(self)' may not be read", remedy: "Check its permissions.")
        }
    }

    /// Whether a directory is there, or a link to one.
    var isDirectory: Bool {
        (try? FileStatus(of: self, followSymlink: true))?.kind == .directory
    }
}
