public import SystemPackage
public import UnikraftCore

/// Makes the root file system that is embedded in a kernel. The seam of this module to the rootfs builder.
public protocol KernelRootfs: Sendable {
    /// Makes the archive, or finds that it is there.
    ///
    /// - Parameters:
    ///   - architecture: The architecture of the programs in it.
    ///   - path: Where it belongs, below the project's output directory.
    /// - Returns: Where it is: that path, or another one when it exists elsewhere already.
    /// - Throws: An error that says what went wrong.
    func archive(for architecture: Architecture, at path: FilePath) async throws -> FilePath
}

/// A root file system that was packed before.
public struct PackedRootfs: KernelRootfs {
    /// The archive.
    public var path: FilePath

    /// Names an archive.
    ///
    /// - Parameter path: The archive.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Returns the archive, after a look at whether it is there.
    ///
    /// - Parameters:
    ///   - architecture: Ignored.
    ///   - path: Ignored.
    /// - Returns: The archive.
    /// - Throws: ``KernelBuildError`` when there is no such file.
    public func archive(for architecture: Architecture, at path: FilePath) async throws -> FilePath {
        guard FileAccess.exists(self.path) else {
            throw KernelBuildError(
                .initrd, subject: self.path.string, "there is no archive '\(self.path)'",
                remedy: "Build the root file system first, or correct the path.")
        }
        return self.path
    }
}
