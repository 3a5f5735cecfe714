public import UnikraftCore

/// Something that a root filesystem can be made of.
public protocol RootfsSource: Sendable {
    /// Reads it into a tree.
    ///
    /// - Parameter environment: What may be used for that.
    /// - Returns: The files, and what an image says about running them.
    /// - Throws: ``RootfsError``; `CancellationError` when the task was cancelled.
    func load(in environment: RootfsEnvironment) async throws -> RootfsContents

    /// Tells what loading will do. Nothing is fetched or run.
    ///
    /// - Parameter environment: What may be used for loading.
    /// - Returns: The step; by default it has a name only.
    func plan(in environment: RootfsEnvironment) async -> StepPlan
}

extension RootfsSource {
    /// A step that is called after the type of the source.
    public func plan(in environment: RootfsEnvironment) async -> StepPlan { StepPlan("\(Self.self)") }
}
