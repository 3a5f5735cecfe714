public import SystemPackage

/// What is done with a machine's console and with warnings.
public struct MachineOptions: Sendable {
    /// A file that keeps the console's bytes as they come; made anew, readable by its owner.
    public var consoleLog: FilePath?
    /// Gets warnings, one sentence each; called from any thread.
    public var warn: @Sendable (String) -> Void

    /// Creates options.
    ///
    /// - Parameters:
    ///   - consoleLog: A file that keeps the console's bytes.
    ///   - warn: Gets warnings.
    public init(consoleLog: FilePath? = nil, warn: @escaping @Sendable (String) -> Void = { _ in }) {
        self.consoleLog = consoleLog
        self.warn = warn
    }
}
