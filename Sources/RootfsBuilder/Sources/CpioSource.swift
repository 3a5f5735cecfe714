import RootfsModel
public import SystemPackage
public import UnikraftCore

/// A cpio archive, plain or compressed with gzip. Its metadata is kept.
public struct CpioSource: RootfsSource {
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
        StepPlan("cpio archive", reads: [archive.string])
    }

    /// See ``RootfsSource``.
    public func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        RootfsContents(tree: try FileTree(cpio: environment.cache.inflated(archive)))
    }
}
