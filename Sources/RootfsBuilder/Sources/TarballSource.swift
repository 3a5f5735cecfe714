import RootfsModel
public import SystemPackage
public import UnikraftCore

/// A tar archive, plain or compressed with gzip. Its metadata is kept.
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
        let layer = try FileLayer(tar: environment.cache.inflated(archive), isImageLayer: false)
        do {
            try tree.apply(layer)
        } catch {
            throw RootfsError(.unreadableSource, "the tar archive cannot be used", file: archive, cause: error)
        }
        return RootfsContents(tree: tree)
    }
}
