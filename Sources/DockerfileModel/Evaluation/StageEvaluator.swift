import UnikraftCore

/// Works out what a build of a Dockerfile does: a pure function from the file and the arguments of the build.
public struct StageEvaluator: Sendable {
    /// The Dockerfile.
    public var dockerfile: Dockerfile
    /// What the build is given.
    public var arguments: BuildArguments
    /// The settings of images by reference, as ``StageGraph/imagesNeeded(by:)`` names them.
    public var baseImages: [String: ImageSettings]

    /// Creates an evaluator.
    ///
    /// - Parameters:
    ///   - dockerfile: The Dockerfile.
    ///   - arguments: What the build is given.
    ///   - baseImages: The settings of images by reference. An image without an entry counts as one without
    ///     settings.
    public init(
        _ dockerfile: Dockerfile, arguments: BuildArguments = .init(), baseImages: [String: ImageSettings] = [:]
    ) {
        self.dockerfile = dockerfile
        self.arguments = arguments
        self.baseImages = baseImages
    }

    /// Works out the steps for a target. Stages that the target does not need are not looked at.
    ///
    /// - Parameter target: A stage's name in any case, or its number; nil for the last stage.
    /// - Returns: The stages that the target needs, with their steps.
    /// - Throws: ``DockerfileError`` when the target is unknown, or with all problems of the stages.
    public func evaluate(target: String? = nil) throws(DockerfileError) -> EvaluatedBuild {
        var builder = StageGraphBuilder(
            dockerfile, arguments, target, baseImages, budget: VariableExpander.defaultBudget)
        let graph = StageGraph(&builder)
        let index = try graph.target(target)
        let needed = graph.stagesNeeded(by: index)
        var problems = graph.diagnostics.filter { diagnostic in
            guard diagnostic.severity == .error, let line = diagnostic.location?.line else { return false }
            return line < (dockerfile.stages.first?.instruction.lines.lowerBound ?? 0)
                || needed.contains { dockerfile.stages[$0].lines.contains(line) }
        }
        var walker = StageWalker(self, graph, builder.scope, budget: builder.budget, needed: Set(needed))
        let stages = walker.walk()
        problems += walker.report.found.finished.filter { $0.severity == .error }
        for stage in needed.map({ dockerfile.stages[$0] }) {
            let unreadable = ([stage.instruction] + stage.instructions).first { $0.kind == .unreadable }
            guard let unreadable else { continue }
            problems.append(
                dockerfile.source.diagnostic(
                    .error, DockerfileProblem.badArguments.code, "the instruction cannot be read",
                    at: unreadable.range, remedy: "Mend what the parser reported."))
        }
        guard problems.isEmpty else { throw DockerfileError(problems.sortedByPlace()) }
        return EvaluatedBuild(
            stages: stages, target: index, unusedArguments: walker.unusedArguments, baseImages: baseImages,
            arguments: arguments)
    }
}

extension Stage {
    /// The lines of the stage.
    var lines: ClosedRange<Int> {
        let first = instruction.lines.lowerBound
        return first...max(first, instructions.last?.lines.upperBound ?? instruction.lines.upperBound)
    }
}
