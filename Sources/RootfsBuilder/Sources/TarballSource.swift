import RootfsModel
public import SystemPackage
public import UnikraftCore

/// A tar archive, plain or compressed with gzip, or with what a program of this host undoes: xz, bzip2, zstd. Its metadata is kept.
public struct TarballSource: RootfsSource {
    /// The archive.
    public var archive: FilePath

    /// Creates a source.
    ///
    /// - Parameter archive: The archive.
    public init(_ archive: FilePath) {
        self.archive = archive
    }

    /// See ``RootfsSource``.
    public func plan(in environment: RootfsEnvironment) async -> StepPlan {
        StepPlan("tar archive", reads: [archive.string])
    }

    /// See ``RootfsSource``.
    public func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        var tree = FileTree()
        let plain =
            if let compression = try TarCompression(of: archive) {
                try await compression.decompressed(archive, in: environment.cache, launcher: environment.launcher)
            } else {
                try environment.cache.inflated(archive)
            }
        let layer = try FileLayer(tar: plain, isImageLayer: false)
        do {
            try tree.apply(layer)
        } catch {
            throw RootfsError(.unreadableSource, "the tar archive cannot be used", file: archive, cause: error)
        }
        return RootfsContents(tree: tree)
    }
}
