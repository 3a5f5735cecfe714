public import UnikraftCore

/// A Dockerfile worked out for one target: a plan that no longer holds variables.
public struct EvaluatedBuild: Sendable, Hashable {
    /// The stages that the target needs, in the order to build them; the target is the last.
    public var stages: [EvaluatedStage]
    /// The number of the target stage.
    public var target: Int
    /// The names of given build arguments that no `ARG` takes.
    public var unusedArguments: [String]
    /// The settings of the base images that were given.
    let baseImages: [String: ImageSettings]
    let arguments: BuildArguments

    /// The stage with a number.
    ///
    /// - Parameter index: The number in the file.
    /// - Returns: nil when the target does not need it.
    public func stage(_ index: Int) -> EvaluatedStage? {
        stages.first { $0.index == index }
    }

    /// A stage's chain of bases, the deepest first, the stage itself last.
    private func chain(_ index: Int) -> [EvaluatedStage] {
        var chain: [EvaluatedStage] = []
        var next: Int? = index
        while let current = next, let stage = stage(current) {
            chain.append(stage)
            if case .stage(let base) = stage.base, base < current { next = base } else { next = nil }
        }
        return chain.reversed()
    }

    /// The settings that a chain begins with.
    private func initialSettings(_ stage: EvaluatedStage?) -> ImageSettings {
        var settings = ImageSettings()
        if case .image(let reference) = stage?.base, let known = baseImages[reference] { settings = known }
        if !settings.environment.contains(where: { $0.name == "PATH" }) {
            settings.setVariable("PATH", StageWalker.defaultPath)
        }
        return settings
    }

    /// The variables that the command of a `RUN` sees.
    ///
    /// - Parameters:
    ///   - stage: The number of the stage.
    ///   - step: The position of the step in ``EvaluatedStage/steps``.
    /// - Returns: Proxy variables, then those of the base image, `ENV` and `ARG`, each name once.
    public func environment(ofStage stage: Int, step: Int) -> [EnvironmentVariable] {
        let chain = chain(stage)
        guard let last = chain.last, last.steps.indices.contains(step) else { return [] }
        var variables = OrderedVariables()
        for variable in arguments.proxyVariables { variables.set(variable) }
        for variable in initialSettings(chain.first).environment { variables.set(variable) }
        for stage in chain.dropLast() {
            for variable in stage.assignments { variables.set(variable) }
        }
        for variable in last.assignments.prefix(last.steps[step].assignmentCount) { variables.set(variable) }
        return variables.list
    }

    /// What the image of a stage says about running it.
    ///
    /// - Parameter stage: The number of the stage.
    /// - Returns: The settings of the base with those of the stage's instructions.
    public func settings(ofStage stage: Int) -> ImageSettings {
        let chain = chain(stage)
        var settings = initialSettings(chain.first)
        var variables = OrderedVariables()
        for variable in settings.environment { variables.set(variable) }
        for stage in chain {
            settings.onbuild = []
            var setsCommand = false
            for step in stage.steps { step.apply(to: &settings, &variables, &setsCommand) }
        }
        settings.environment = variables.list
        return settings
    }
}
