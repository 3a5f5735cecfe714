import Glibc
import UnikraftCore

/// Finds programs as a shell does (POSIX, Shell Command Language, section 2.9.1.4).
enum ExecutableSearch {
    /// Finds a program.
    ///
    /// - Parameter name: A path when it holds a slash, else a name looked up in `PATH`.
    /// - Returns: The path of a file that may be executed.
    /// - Throws: `ProcessLaunchError` when there is none.
    static func locate(_ name: String) throws(ProcessLaunchError) -> String {
        if name.contains("/") {
            try check(name)
            return name
        }
        let variable = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for directory in variable.split(separator: ":", omittingEmptySubsequences: false) where !name.isEmpty {
            let path = directory.isEmpty ? name : "\(directory)/\(name)"
            if isExecutableFile(path) { return path }
        }
        throw ProcessLaunchError(
            code: .notFound, executable: name, errno: ENOENT,
            message: "The program '\(name)' is not in PATH. Install the package that has it, or give its path.")
    }

    private static func check(_ path: String) throws(ProcessLaunchError) {
        guard !isExecutableFile(path) else { return }
        let isThere = unsafe access(path, F_OK) == 0
        throw ProcessLaunchError(
            code: isThere ? .notExecutable : .notFound, executable: path, errno: isThere ? EACCES : ENOENT,
            message: isThere
                ? "'\(path)' is not an executable file. Check its permissions."
                : "There is no program '\(path)'. Check the path.")
    }

    private static func isExecutableFile(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
