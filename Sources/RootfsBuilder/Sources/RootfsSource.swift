/// Something that a root filesystem can be made of.
public protocol RootfsSource: Sendable {
    /// Reads it into a tree.
    ///
    /// - Parameter environment: What may be used for that.
    /// - Returns: The files, and what an image says about running them.
    /// - Throws: ``RootfsError``; `CancellationError` when the task was cancelled.
    func load(in environment: RootfsEnvironment) async throws -> RootfsContents
}
