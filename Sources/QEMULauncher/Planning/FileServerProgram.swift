import Glibc
public import SystemPackage

/// The program that serves directories to guests by virtiofs.
public struct FileServerProgram: Sendable, Hashable {
    /// Its path.
    public var path: FilePath
    /// Whether it is the one that came with QEMU before 8.0 (docs/tools/virtiofsd.rst of QEMU 7.2), whose options differ
    /// from those of its successor (gitlab.com/virtio-fs/virtiofsd).
    public var isLegacy: Bool

    /// Describes a program.
    ///
    /// - Parameters:
    ///   - path: Its path.
    ///   - isLegacy: Whether it is the one that came with QEMU.
    public init(path: FilePath, isLegacy: Bool) {
        self.path = path
        self.isLegacy = isLegacy
    }

    /// Finds it on this host. Distributions keep it outside of `PATH`.
    ///
    /// - Returns: The program.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/hypervisorMissing`` and the package's name, or with code
    ///   ``LaunchError/Code/configuration`` when this user may not use it.
    public static func locate() throws(LaunchError) -> FileServerProgram {
        let program = try locate(in: ["/usr/libexec", "/usr/lib", "/usr/lib/qemu"])
        try program.check(user: geteuid())
        return program
    }

    /// The one of QEMU changes its groups when it starts, which only root may.
    func check(user: UInt32) throws(LaunchError) {
        guard isLegacy, user != 0 else { return }
        throw LaunchError(
            .configuration, subject: path.string, "'\(path)' serves directories to guests of root only",
            remedy:
                "Run this as root, install a newer virtiofsd (of its own, not of QEMU's), or share the directory by 9p."
        )
    }

    static func locate(in directories: [FilePath]) throws(LaunchError) -> FileServerProgram {
        for directory in directories {
            let path = directory.appending("virtiofsd")
            guard unsafe access(path.string, X_OK) == 0 else { continue }
            return FileServerProgram(path: path, isLegacy: directory.lastComponent == "qemu")
        }
        throw LaunchError(
            .hypervisorMissing, subject: "virtiofsd", "'virtiofsd', which virtiofs needs, is not installed",
            remedy:
                "Install it (on Debian 12 the package is qemu-system-common, later virtiofsd), or share the directory by 9p."
        )
    }
}
