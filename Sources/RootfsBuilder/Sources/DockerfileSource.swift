/// The root filesystem that a Dockerfile describes.
public struct DockerfileSource: RootfsSource {
    /// What is built.
    public var build: DockerfileBuild
    /// What builds it.
    public var engine: any DockerfileEngine

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - build: What is built.
    ///   - engine: What builds it; the engine of this library by default.
    public init(_ build: DockerfileBuild, engine: any DockerfileEngine = NativeEngine()) {
        self.build = build
        self.engine = engine
    }

    /// See ``RootfsSource``.
    public func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        try await engine.build(build, in: environment)
    }
}
