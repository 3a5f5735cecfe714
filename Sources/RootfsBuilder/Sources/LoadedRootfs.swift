/// A root filesystem that is loaded or made already, for example to change it before it is written.
public struct LoadedRootfs: RootfsSource {
    /// The files, and what an image says about running them.
    public var contents: RootfsContents

    /// Creates a source.
    ///
    /// - Parameter contents: The files, and what an image says about running them.
    public init(_ contents: RootfsContents) {
        self.contents = contents
    }

    /// See ``RootfsSource``.
    public func load(in environment: RootfsEnvironment) async throws -> RootfsContents { contents }
}
