import Glibc
package import SystemPackage

extension FilePath {
    /// The path from the root on, without links; the path itself when nothing is there.
    package var absolute: FilePath { resolved ?? self }

    /// The path from the root on, without links (realpath(3)); nil when nothing is there.
    package var resolved: FilePath? {
        guard let text = unsafe realpath(string, nil) else { return nil }
        defer { unsafe free(text) }
        return FilePath(unsafe String(cString: text))
    }
}
