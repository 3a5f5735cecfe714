/// The engines that build Dockerfiles.
public enum EngineKind: String, Sendable, Hashable, CaseIterable {
    /// The engine of this library.
    case native
    /// The `docker` program with a Docker daemon.
    case docker
    /// The `docker` program with its plugin `buildx`.
    case buildx
    /// The `buildctl` program with a BuildKit daemon.
    case buildctl
    /// The `podman` program.
    case podman
    /// The `buildah` program.
    case buildah
}
