import DockerfileModel
import ELFInspector
import SystemPackage
import SystemSupport
public import UnikraftCore

/// The root filesystem that a Dockerfile describes.
public struct DockerfileSource: RootfsSource {
    /// What is built.
    public var build: DockerfileBuild
    /// What builds it.
    public var engine: any DockerfileEngine
    /// Programs of stages that are added with every file that they need to start (`--with-libraries STAGE:PROGRAM`).
    /// Their stages are built even if the target does not need them.
    public var programs: [StageProgram]

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - build: What is built.
    ///   - engine: What builds it; the engine of this library by default.
    ///   - programs: Programs of stages that are added with every file that they need to start.
    public init(
        _ build: DockerfileBuild, engine: any DockerfileEngine = NativeEngine(), programs: [StageProgram] = []
    ) {
        self.build = build
        self.engine = engine
        self.programs = programs
    }

    /// See ``RootfsSource``.
    public func plan(in environment: RootfsEnvironment) async -> StepPlan {
        var step = StepPlan("Dockerfile", reads: [build.dockerfile.string, build.context.string + "/"])
        step.reads += build.namedContexts.values.map(\.string).sorted()
        guard engine.name == EngineKind.native.rawValue else {
            step.runs = ["\(engine.name), which builds the whole Dockerfile"]
            return step
        }
        guard let bytes = try? SmallFile.read(build.dockerfile, limit: Dockerfile.sizeLimit),
            let dockerfile = try? Dockerfile(parsing: bytes, fileName: build.dockerfile.string)
        else { return step }
        let arguments = BuildArguments(build.arguments, targetPlatform: environment.platform)
        let graph = StageGraph(dockerfile, arguments: arguments, target: build.target)
        guard let target = try? graph.target(build.target) else { return step }
        step.fetches = graph.imagesNeeded(by: target).filter { build.namedContexts[$0] == nil }
        for stage in graph.stagesNeeded(by: target) where dockerfile.stages.indices.contains(stage) {
            let commands = dockerfile.stages[stage].instructions.filter { $0.keyword == .run }
            step.runs += commands.map { "line \($0.lines.lowerBound): \($0.text)" }
        }
        return step
    }

    /// See ``RootfsSource``.
    public func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        var contents = try await engine.build(build, in: environment)
        var stages: [String] = []
        for program in programs where !stages.contains(program.stage) { stages.append(program.stage) }
        for stage in stages {
            var part = build
            part.target = stage
            let tree = try await engine.build(part, in: environment).tree
            let paths = programs.filter { $0.stage == stage }.map(\.path)
            do {
                for library in try contents.tree.addPrograms(paths, from: tree) {
                    contents.notices.append("\(library.name) is needed and is not in the stage '\(stage)'")
                }
            } catch let error as RootfsError {
                throw RootfsError(
                    error.code, "in the stage '\(stage)': \(error.message)", file: error.file, cause: error.cause)
            }
        }
        return contents
    }
}
