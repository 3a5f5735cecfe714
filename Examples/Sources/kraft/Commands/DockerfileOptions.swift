import ArgumentParser
import FoundationEssentials
import RootfsBuilder
import SystemPackage
import Unikraft

/// The options of commands that build Dockerfiles.
struct DockerfileOptions: ParsableArguments {
    @Option(name: [.customShort("f"), .long], help: "The Dockerfile; the source is then its context.")
    var file: String?

    @Option(name: .long, help: "The stage to build.")
    var target: String?

    @Option(name: .long, help: "A value of ARG: NAME=VALUE, or NAME to take it from the environment.")
    var buildArg: [String] = []

    @Option(name: .long, help: "A directory that the Dockerfile may use by name: NAME=DIRECTORY.")
    var buildContext: [String] = []

    @Option(name: .long, help: "A file that commands may see as a secret: id=NAME,src=FILE.")
    var secret: [String] = []

    @Flag(name: .long, help: "Let commands use the SSH agent of SSH_AUTH_SOCK.")
    var ssh = false

    @Flag(name: .long, help: "Run every command again.")
    var noCache = false

    /// One of the options that was given; nil when none was.
    var given: String? {
        let all = [
            ("--file", file != nil), ("--target", target != nil), ("--build-arg", !buildArg.isEmpty),
            ("--build-context", !buildContext.isEmpty), ("--secret", !secret.isEmpty), ("--ssh", ssh),
            ("--no-cache", noCache),
        ]
        return all.first(where: \.1)?.0
    }

    /// The source that these options describe.
    func source(of context: String, _ services: BuildServices) async throws -> DockerfileSource {
        let variables = services.variables
        var isDirectory = false
        let isFile = FileManager.default.fileExists(atPath: context, isDirectory: &isDirectory) && !isDirectory
        let path = FilePath(file ?? (isFile ? context : context + "/Dockerfile"))
        var build = DockerfileBuild(
            dockerfile: path, context: file == nil && isFile ? nil : FilePath(context), target: target)
        for text in buildArg {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if let value = parts.count > 1 ? parts[1] : variables[parts[0]] { build.arguments[parts[0]] = value }
        }
        for text in buildContext {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw ValidationError("write --build-context as NAME=DIRECTORY, not '\(text)'")
            }
            build.namedContexts[parts[0]] = FilePath(parts[1])
        }
        for text in secret { try add(secret: text, to: &build) }
        if ssh { build.agentSocket = variables["SSH_AUTH_SOCK"].map { FilePath($0) } }
        var services = services
        services.usesCache = !noCache
        return try await services.dockerfileSource(build)
    }

    private func add(secret text: String, to build: inout DockerfileBuild) throws {
        var fields: [String: String] = [:]
        for field in text.split(separator: ",") {
            let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
        guard let id = fields["id"], let file = fields["src"] ?? fields["source"] else {
            throw ValidationError("write --secret as id=NAME,src=FILE, not '\(text)'")
        }
        build.secrets[id] = FilePath(file)
    }
}
