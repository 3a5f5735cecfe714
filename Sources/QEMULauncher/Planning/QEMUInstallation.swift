import Glibc
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// QEMU on this host.
public enum QEMUInstallation {
    /// Finds the QEMU program for an architecture.
    ///
    /// The environment variable `KRAFTKIT_QEMU`, when set, names it.
    ///
    /// - Parameter architecture: The guest's architecture.
    /// - Returns: The program's path.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/hypervisorMissing``.
    public static func locate(for architecture: Architecture) throws(LaunchError) -> FilePath {
        if let named = unsafe getenv("KRAFTKIT_QEMU").map({ unsafe String(cString: $0) }), !named.isEmpty {
            guard unsafe access(named, X_OK) == 0 else {
                throw LaunchError(
                    .hypervisorMissing, subject: named, "KRAFTKIT_QEMU names '\(named)', which cannot be executed",
                    remedy: "Correct the variable, or unset it to use the QEMU in PATH.")
            }
            return FilePath(named)
        }
        let name = programName(for: architecture)
        if let path = ProgramSearch.find(name) { return FilePath(path) }
        throw LaunchError(
            .hypervisorMissing, subject: name, "'\(name)' is not in PATH", remedy: installRemedy(for: architecture))
    }

    static func programName(for architecture: Architecture) -> String {
        switch architecture {
        case .x86_64: "qemu-system-x86_64"
        case .arm64: "qemu-system-aarch64"
        case .arm: "qemu-system-arm"
        }
    }

    static let installRemedy = "Install QEMU; on Debian the packages are qemu-system-x86 and qemu-system-arm."

    private static func installRemedy(for architecture: Architecture) -> String {
        "Install QEMU; on Debian the package is \(architecture == .x86_64 ? "qemu-system-x86" : "qemu-system-arm")."
    }
}
