/// A request that cannot be carried out as it stands.
public struct RunError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var remedy: String

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - message: What is wrong.
    ///   - remedy: What to do about it.
    public init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    /// What is wrong and what to do about it.
    public var description: String { "\(message). \(remedy)" }
}
