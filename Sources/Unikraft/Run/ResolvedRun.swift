public import QEMULauncher
public import UnikraftCore

/// A request with everything built that it takes. Nothing is started.
public struct ResolvedRun: Sendable {
    /// The machine.
    public var configuration: MachineConfiguration
    /// What is doubtful.
    public var warnings: [Diagnostic] = []
    /// What was built, when a project was.
    public var built: BuiltProject?

    /// Creates the value.
    ///
    /// - Parameter configuration: The machine.
    public init(_ configuration: MachineConfiguration) {
        self.configuration = configuration
    }
}
