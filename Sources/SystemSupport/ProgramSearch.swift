import Glibc

/// Finds programs as a shell does (POSIX, Shell Command Language, section 2.9.1.4).
package enum ProgramSearch {
    /// Looks for a program along `PATH`, or along Debian's usual directories when the variable is not set.
    ///
    /// - Parameter name: The program's name, or its path when it holds a slash.
    /// - Returns: The path of a file that may be executed; nil when there is none.
    package static func find(_ name: String) -> String? {
        guard !name.contains("/") else { return isExecutableFile(name) ? name : nil }
        let variable = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for directory in variable.split(separator: ":", omittingEmptySubsequences: false) where !name.isEmpty {
            let path = directory.isEmpty ? name : "\(directory)/\(name)"
            if isExecutableFile(path) { return path }
        }
        return nil
    }

    private static func isExecutableFile(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
