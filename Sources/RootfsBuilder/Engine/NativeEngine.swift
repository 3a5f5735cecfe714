import DockerfileModel
import RootfsModel
import SystemPackage
import SystemSupport

/// Builds Dockerfiles by itself, without a daemon: stages are trees, and `COPY` moves references.
///
/// Only stages that the target needs are built, independent ones side by side.
public struct NativeEngine: DockerfileEngine {
    /// Runs the commands of `RUN`; nil for the first of ``RuncSandbox`` and its like that works here.
    public var sandbox: (any CommandSandbox)?

    /// `native`.
    public let name = "native"

    /// Creates the engine.
    ///
    /// - Parameter sandbox: Runs the commands of `RUN`.
    public init(sandbox: (any CommandSandbox)? = nil) {
        self.sandbox = sandbox
    }

    /// See ``DockerfileEngine``.
    public func build(_ build: DockerfileBuild, in environment: RootfsEnvironment) async throws -> RootfsContents {
        let dockerfile = try read(build)
        await LeftBehindWork(sandbox: sandbox ?? RuncSandbox()).remove(in: environment)
        let arguments = BuildArguments(build.arguments, targetPlatform: environment.platform)
        let images = ImageCollection(build: build, environment: environment)
        let plan = try await plan(dockerfile, arguments, build, images)
        let context = BuildContext(build: build, latestTime: environment.sourceDateEpoch)
        let work = BuildWork(
            build: build, environment: environment, dockerfile: dockerfile, plan: plan, images: images,
            context: context, sandbox: sandbox)
        let tree = try await StageScheduler(work: work).run()
        return RootfsContents(
            tree: tree, settings: plan.settings(ofStage: plan.target),
            notices: plan.unusedArguments.map { "the build argument '\($0)' is taken by no ARG" })
    }

    private func read(_ build: DockerfileBuild) throws -> Dockerfile {
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(build.dockerfile, limit: Dockerfile.sizeLimit)
        } catch {
            throw RootfsError(.unreadableSource, "it cannot be read", file: build.dockerfile, cause: error)
        }
        do {
            return try Dockerfile(parsing: bytes, fileName: build.dockerfile.string)
        } catch {
            throw RootfsError(error, in: build.dockerfile)
        }
    }

    /// Works out the stages. Triggers of base images may need more images, so this goes on until none is missing.
    private func plan(
        _ dockerfile: Dockerfile, _ arguments: BuildArguments, _ build: DockerfileBuild, _ images: ImageCollection
    ) async throws -> EvaluatedBuild {
        var settings: [String: ImageSettings] = [:]
        do {
            while true {
                let graph = StageGraph(dockerfile, arguments: arguments, target: build.target, baseImages: settings)
                let target = try graph.target(build.target)
                let needed = graph.imagesNeeded(by: target).filter { settings[$0] == nil }
                guard !needed.isEmpty else { break }
                for (reference, image) in try await images.settings(needed, graph, dockerfile) {
                    settings[reference] = image
                }
            }
            let evaluator = StageEvaluator(dockerfile, arguments: arguments, baseImages: settings)
            return try evaluator.evaluate(target: build.target)
        } catch let error as DockerfileError {
            throw RootfsError(error, in: build.dockerfile)
        }
    }
}

extension RootfsError {
    fileprivate init(_ error: DockerfileError, in file: FilePath) {
        let remedy = error.remedy.map { ". \($0)" } ?? ""
        self.init(.invalidDockerfile, error.message + remedy, file: file, diagnostics: error.diagnostics)
    }
}
