import DockerfileModel
import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

/// Builds Dockerfiles by the program of another engine, and takes the image that it makes as one archive.
public struct ProgramEngine: DockerfileEngine {
    /// Which engine it is.
    public var kind: EngineKind
    /// The address of a BuildKit daemon for `buildctl`, in any of its schemes; nil for its default.
    public var address: String?
    /// Arguments that go before all others, such as `--root`.
    public var globalArguments: [String]

    /// Creates an engine.
    ///
    /// - Parameters:
    ///   - kind: Which engine it is; not `native`.
    ///   - address: The address of a BuildKit daemon for `buildctl`.
    ///   - globalArguments: Arguments that go before all others.
    public init(_ kind: EngineKind, address: String? = nil, globalArguments: [String] = []) {
        self.kind = kind
        self.address = address
        self.globalArguments = globalArguments
    }

    /// See ``DockerfileEngine``.
    public var name: String { kind.rawValue }

    /// The program.
    var executable: String { kind == .buildx ? "docker" : kind.rawValue }

    func isInstalled(_ launcher: any ProcessLauncher) async -> Bool {
        let arguments = kind == .buildx ? ["buildx", "version"] : ["--version"]
        let probe = ProcessCommand(executable, arguments)
        return (try? await launcher.run(probe, input: [], outputLimit: 1 << 16))?.succeeded ?? false
    }

    /// Whether `docker build` can be asked for BuildKit. Clients before 23 have it built in, later ones need buildx.
    private func hasBuildKit(_ launcher: any ProcessLauncher) async -> Bool {
        guard kind == .docker else { return false }
        let probe = ProcessCommand(executable, ["--version"])
        let output = (try? await launcher.run(probe, input: [], outputLimit: 1 << 16))?.standardOutput ?? []
        let version = String(decoding: output, as: UTF8.self).firstMatch(of: /version (\d+)\./).flatMap { Int($0.1) }
        if let version, version < 23 { return true }
        return await ProgramEngine(.buildx).isInstalled(launcher)
    }

    /// See ``DockerfileEngine``.
    public func build(_ build: DockerfileBuild, in environment: RootfsEnvironment) async throws -> RootfsContents {
        guard let launcher = environment.launcher else {
            throw RootfsError(.toolMissing, "the engine '\(name)' is a program, and no launcher of programs was given")
        }
        await LeftBehindWork(sandbox: RuncSandbox()).remove(in: environment)
        let work = try environment.cache.makeWorkDirectory()
        defer { work.remove() }
        let archive = work.path.appending("image.tar")
        let tag = "localhost/unikraft-build:" + String(UInt64.random(in: .min ... .max), radix: 36)
        let plan = EnginePlan(
            engine: self, build: build, platform: environment.platform, tag: tag, archive: archive,
            usesBuildKit: await hasBuildKit(launcher))
        do {
            for command in plan.commands { try await run(command, launcher, environment) }
        } catch {
            await cleanUp(plan, launcher)
            throw error
        }
        await cleanUp(plan, launcher)
        return try await read(archive, environment)
    }

    /// Takes away what the engine keeps under the temporary name. It is no part of the task, which may be cancelled.
    private func cleanUp(_ plan: EnginePlan, _ launcher: any ProcessLauncher) async {
        guard let command = plan.removal else { return }
        _ = await Task.detached { try? await launcher.run(command, input: [], outputLimit: 1 << 20) }.value
    }

    private func run(
        _ command: ProcessCommand, _ launcher: any ProcessLauncher, _ environment: RootfsEnvironment
    ) async throws {
        let process: any RunningProcess
        do {
            process = try launcher.start(command, options: ProcessOptions())
        } catch {
            throw RootfsError(.toolMissing, "the program of the engine '\(name)' cannot be started", cause: error)
        }
        let tail = OutputTail(environment.commandOutput)
        let termination = await SandboxOutput.follow(process) { tail.add($0) }
        try Task.checkCancellation()
        guard termination == .exited(0) else {
            throw RootfsError(
                .commandFailed, "the engine '\(name)' ended with \(termination); the last it printed was:\n\(tail.text)"
            )
        }
    }

    private func read(_ archive: FilePath, _ environment: RootfsEnvironment) async throws -> RootfsContents {
        do {
            let images = ArchiveImages(archive, cache: environment.cache)
            let base = try await images.image("", platform: environment.platform)
            return RootfsContents(tree: try base.tree(), settings: base.settings)
        } catch let error as RootfsError {
            throw RootfsError(
                .imageUnavailable, "the image that the engine '\(name)' made cannot be read", cause: error)
        }
    }
}
