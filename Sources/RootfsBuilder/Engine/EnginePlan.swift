import DockerfileModel
import SystemPackage
import UnikraftCore

/// The commands that make another engine build a Dockerfile and hand its image over as one archive.
///
/// BuildKit exports an image layout at once. Docker's own builder, podman and buildah build under a temporary name, save
/// the image and remove it; the archive holds the layers and the configuration.
struct EnginePlan {
    let engine: ProgramEngine
    let build: DockerfileBuild
    let platform: DockerfileModel.ImagePlatform
    let tag: String
    let archive: FilePath
    /// Whether `docker build` is asked for BuildKit; else it builds by what it has.
    let usesBuildKit: Bool

    /// What is run, in order.
    var commands: [ProcessCommand] {
        switch engine.kind {
        case .native: []
        case .docker:
            [
                command(
                    ["build", "--tag", tag] + options + [build.context.string],
                    variables: usesBuildKit ? ["DOCKER_BUILDKIT": "1"] : [:]),
                command(["save", "--output", archive.string, tag]),
            ]
        case .buildx:
            [command(["buildx", "build", "--output", "type=oci,dest=\(archive)"] + options + [build.context.string])]
        case .buildctl: [command(buildctlArguments)]
        case .podman:
            [
                command(["build", "--tag", tag] + options + [build.context.string]),
                command(["save", "--format", "oci-archive", "--output", archive.string, tag]),
            ]
        case .buildah:
            [
                command(["bud", "--tag", tag] + options + [build.context.string]),
                command(["push", tag, "oci-archive:\(archive)"]),
            ]
        }
    }

    /// What removes the temporary name; nil when there is none.
    var removal: ProcessCommand? {
        switch engine.kind {
        case .native, .buildx, .buildctl: nil
        case .docker: command(["image", "rm", "--force", tag])
        case .podman, .buildah: command(["rmi", "--force", tag])
        }
    }

    private func command(_ arguments: [String], variables: [String: String?] = [:]) -> ProcessCommand {
        ProcessCommand(engine.executable, engine.globalArguments + arguments, environment: variables)
    }

    /// The options that all command lines but that of `buildctl` share.
    private var options: [String] {
        var list = ["--file", build.dockerfile.string]
        if let target = build.target { list += ["--target", target] }
        for (name, value) in build.arguments.sorted(by: { $0.key < $1.key }) {
            list += ["--build-arg", "\(name)=\(value)"]
        }
        for (name, path) in build.namedContexts.sorted(by: { $0.key < $1.key }) {
            list += ["--build-context", "\(name)=\(path)"]
        }
        for (id, file) in build.secrets.sorted(by: { $0.key < $1.key }) {
            list += ["--secret", "id=\(id),src=\(file)"]
        }
        if let socket = build.agentSocket { list += ["--ssh", "default=\(socket)"] }
        if !build.usesCache { list.append("--no-cache") }
        // Docker without BuildKit's client takes no platform unless it is told to be experimental.
        if engine.kind != .docker { list += ["--platform", platform.description] }
        return list
    }

    private var buildctlArguments: [String] {
        let directory = build.dockerfile.removingLastComponent()
        var list = engine.address.map { ["--addr", $0] } ?? []
        list += ["build", "--frontend", "dockerfile.v0", "--local", "context=\(build.context)"]
        list += ["--local", "dockerfile=\(directory.isEmpty ? "." : directory)"]
        list += ["--opt", "filename=\(build.dockerfile.lastComponent?.string ?? "Dockerfile")"]
        list += ["--opt", "platform=\(platform)"]
        if let target = build.target { list += ["--opt", "target=\(target)"] }
        for (name, value) in build.arguments.sorted(by: { $0.key < $1.key }) {
            list += ["--opt", "build-arg:\(name)=\(value)"]
        }
        for (name, path) in build.namedContexts.sorted(by: { $0.key < $1.key }) {
            list += ["--local", "\(name)=\(path)", "--opt", "context:\(name)=local:\(name)"]
        }
        for (id, file) in build.secrets.sorted(by: { $0.key < $1.key }) {
            list += ["--secret", "id=\(id),src=\(file)"]
        }
        if let socket = build.agentSocket { list += ["--ssh", "default=\(socket)"] }
        if !build.usesCache { list.append("--no-cache") }
        return list + ["--output", "type=oci,dest=\(archive)"]
    }
}
