public import QEMULauncher
import SubprocessLauncher
import UnikraftCore

/// Runs a machine on this host for as long as a closure takes.
///
/// - Parameters:
///   - configuration: The machine.
///   - options: What is done with the console and with warnings.
///   - body: Uses the machine. When it returns, throws or is cancelled, the machine is stopped.
/// - Returns: What the closure returns.
/// - Throws: `LaunchError` when the machine could not be started, or what the closure throws.
@discardableResult
public func withMachine<Result>(
    _ configuration: MachineConfiguration, options: MachineOptions = MachineOptions(),
    body: (Machine) async throws -> Result
) async throws -> Result {
    try await withMachine(configuration, launcher: SubprocessLauncher(), options: options, body: body)
}
