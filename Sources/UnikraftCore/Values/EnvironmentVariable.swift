/// A variable of a program's environment.
public struct EnvironmentVariable: Sendable, Hashable {
    /// The name; not empty, without `=`.
    public var name: String
    /// The value.
    public var value: String

    /// Creates a variable.
    ///
    /// - Parameters:
    ///   - name: The name; not empty, without `=`.
    ///   - value: The value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension EnvironmentVariable: CustomStringConvertible {
    /// The form `name=value`.
    public var description: String { "\(name)=\(value)" }
}
