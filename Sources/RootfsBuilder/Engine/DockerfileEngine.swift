/// Builds Dockerfiles.
public protocol DockerfileEngine: Sendable {
    /// The engine's name, as `--engine` has it.
    var name: String { get }

    /// Builds a Dockerfile.
    ///
    /// - Parameters:
    ///   - build: What is built.
    ///   - environment: What may be used for it.
    /// - Returns: The files of the target, and what its image says about running it.
    /// - Throws: ``RootfsError``; `CancellationError` when the task was cancelled.
    func build(_ build: DockerfileBuild, in environment: RootfsEnvironment) async throws -> RootfsContents
}
