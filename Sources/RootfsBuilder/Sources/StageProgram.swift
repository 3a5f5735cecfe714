/// A program of a stage of a Dockerfile that is added to a root filesystem with every file that it needs to start.
public struct StageProgram: Sendable, Hashable {
    /// The stage: a name or a number.
    public var stage: String
    /// The program's absolute path in the stage.
    public var path: String

    /// Creates the value.
    ///
    /// - Parameters:
    ///   - stage: The stage: a name or a number.
    ///   - path: The program's absolute path in the stage.
    public init(stage: String, path: String) {
        self.stage = stage
        self.path = path
    }

    /// Reads `STAGE:PATH`. The path begins with `/`, and the name of the stage holds none; the value is nil otherwise.
    ///
    /// - Parameter text: The text.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[1].hasPrefix("/"), !parts[0].contains("/") else { return nil }
        self.init(stage: parts[0], path: parts[1])
    }
}
