import UnikraftCore

/// An instruction with its variables replaced, and what holds when it runs.
public struct EvaluatedStep: Sendable, Hashable {
    /// The instruction as written; for a trigger, the one within `ONBUILD`.
    public var instruction: Instruction
    /// What it says with values in the place of variables. `WORKDIR` is absolute; `ARG` has the values that
    /// hold, from outside, from the global scope or the default.
    public var kind: Instruction.Kind
    /// Whether it is an `ONBUILD` trigger of the base.
    public var isTrigger: Bool
    /// The working directory before it: an absolute path.
    public var workingDirectory: String
    /// The user before it; empty for root.
    public var user: String
    /// The shell for commands in shell form.
    public var shell: [String]
    /// What `COPY --from` uses; nil for the build context and other instructions.
    public var source: StageGraph.Source?
    /// What each mount of `RUN` uses, in order; nil for the build context or nothing.
    public var mountSources: [StageGraph.Source?]
    /// Whether the path of `WORKDIR` was absolute before it was joined with the working directory.
    var hasAbsolutePath = false
    /// The number of the stage's assignments that were made before it.
    var assignmentCount: Int
}

/// A stage with its steps.
public struct EvaluatedStage: Sendable, Hashable {
    /// The stage's number.
    public var index: Int
    /// The stage's name.
    public var name: String?
    /// What it begins with.
    public var base: StageGraph.Source
    /// Its platform.
    public var platform: ImagePlatform
    /// Its steps in order: the triggers of the base, then its instructions.
    public var steps: [EvaluatedStep]
    /// All variables that it sets, in order; later ones of the same name replace earlier ones.
    var assignments: [EnvironmentVariable]
}
