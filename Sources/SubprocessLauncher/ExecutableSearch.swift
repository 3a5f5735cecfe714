import Glibc
import SystemSupport
import UnikraftCore

/// Finds programs, and says why one is not found.
enum ExecutableSearch {
    /// Finds a program.
    ///
    /// - Parameter name: A path when it holds a slash, else a name looked up in `PATH`.
    /// - Returns: The path of a file that may be executed.
    /// - Throws: `ProcessLaunchError` when there is none.
    static func locate(_ name: String) throws(ProcessLaunchError) -> String {
        if let path = ProgramSearch.find(name) { return path }
        guard name.contains("/") else {
            throw ProcessLaunchError(
                code: .notFound, executable: name, errno: ENOENT,
                message: "The program '\(name)' is not in PATH. Install the package that has it, or give its path.")
        }
        let isThere = unsafe access(name, F_OK) == 0
        throw ProcessLaunchError(
            code: isThere ? .notExecutable : .notFound, executable: name, errno: isThere ? EACCES : ENOENT,
            message: isThere
                ? "'\(name)' is not an executable file. Check its permissions."
                : "There is no program '\(name)'. Check the path.")
    }
}
