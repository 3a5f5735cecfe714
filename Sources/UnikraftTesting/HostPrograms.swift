import Glibc

/// Programs of this machine that tests compare with.
package enum HostPrograms {
    /// Whether programs are installed.
    ///
    /// - Parameter names: Their names.
    /// - Returns: Whether all are there.
    package static func has(_ names: String...) -> Bool {
        names.allSatisfy { path(of: $0) != nil }
    }

    /// Looks for a program along `PATH`, then where Debian keeps programs for root.
    ///
    /// - Parameter name: Its name.
    /// - Returns: Its path; nil when it is not installed.
    package static func path(of name: String) -> String? {
        let variable = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
        let directories = variable.split(separator: ":").map(String.init) + ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
        return directories.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }
}
