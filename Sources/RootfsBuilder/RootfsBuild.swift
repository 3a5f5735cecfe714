public import SystemPackage
import SystemSupport
import UnikraftCore

/// A root filesystem on its way from a source to an archive.
public struct RootfsBuild: Sendable {
    /// What it is made of.
    public var source: any RootfsSource
    /// What may be used to make it.
    public var environment: RootfsEnvironment
    /// The format of the archive.
    public var format: any RootfsFormat

    /// Creates a build.
    ///
    /// - Parameters:
    ///   - source: What it is made of.
    ///   - environment: What may be used to make it.
    ///   - format: The format of the archive.
    public init(
        _ source: any RootfsSource, in environment: RootfsEnvironment, format: any RootfsFormat = CpioRootfsFormat()
    ) {
        self.source = source
        self.environment = environment
        self.format = format
    }

    /// Where the archive of a project belongs: `.unikraft/build/initramfs-<arch>.cpio`.
    ///
    /// - Parameter project: The directory of the project.
    /// - Returns: The path of the archive.
    public func archivePath(inProject project: FilePath) -> FilePath {
        let name = "initramfs-\(environment.architecture).\(format.fileExtension)"
        return project.appending(".unikraft").appending("build").appending(name)
    }

    /// Loads the source and writes the archive. An archive that would hold the same is left as it is.
    ///
    /// - Parameter path: The archive; it appears when it is complete.
    /// - Returns: What was built.
    /// - Throws: ``RootfsError``; `CancellationError` when the task was cancelled.
    public func write(to path: FilePath) async throws -> BuiltRootfs {
        let contents = try await source.load(in: environment)
        let stamp = ArchiveStamp(archive: path, cache: environment.cache, format: format)
        if let summary = try stamp.summary(of: contents.tree) {
            return BuiltRootfs(contents: contents, archive: path, summary: summary, isUnchanged: true)
        }
        stamp.forget()
        let summary = try format.write(contents.tree, to: path)
        try stamp.keep(summary, contents.tree)
        return BuiltRootfs(contents: contents, archive: path, summary: summary, isUnchanged: false)
    }
}

/// A root filesystem that was built.
public struct BuiltRootfs: Sendable {
    /// The files, and what an image says about running them.
    public var contents: RootfsContents
    /// The archive.
    public var archive: FilePath
    /// What stands in it.
    public var summary: ArchiveSummary
    /// Whether the archive was there already.
    public var isUnchanged: Bool
}
