public import SystemPackage

/// What is built from a Dockerfile.
public struct DockerfileBuild: Sendable, Hashable {
    /// The Dockerfile.
    public var dockerfile: FilePath
    /// The directory that `COPY` and `ADD` take files from.
    public var context: FilePath
    /// The stage to build: a name or a number; nil for the last one.
    public var target: String?
    /// Values of `ARG` (`--build-arg`).
    public var arguments: [String: String]
    /// Directories that `FROM`, `--from` and mounts may use by name (`--build-context`).
    public var namedContexts: [String: FilePath]
    /// Files whose content `RUN --mount=type=secret` may see, by id.
    public var secrets: [String: FilePath]
    /// The socket of an SSH agent for `RUN --mount=type=ssh`; nil for none.
    public var agentSocket: FilePath?
    /// Whether results of earlier builds are used (`--no-cache` says no).
    public var usesCache: Bool

    /// Creates the value.
    ///
    /// - Parameters:
    ///   - dockerfile: The Dockerfile.
    ///   - context: The directory that `COPY` and `ADD` take files from; nil for the one that the Dockerfile is in.
    ///   - target: The stage to build.
    ///   - arguments: Values of `ARG`.
    public init(
        dockerfile: FilePath, context: FilePath? = nil, target: String? = nil, arguments: [String: String] = [:]
    ) {
        self.dockerfile = dockerfile
        let directory = dockerfile.removingLastComponent()
        self.context = context ?? (directory.isEmpty ? "." : directory)
        self.target = target
        self.arguments = arguments
        namedContexts = [:]
        secrets = [:]
        usesCache = true
    }
}
