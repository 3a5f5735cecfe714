public import QEMULauncher
import SubprocessLauncher
public import SystemPackage
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

/// Plans a machine so that its command can be pasted into a shell: nothing is started, and every path in the plan
/// still exists afterwards.
///
/// - Parameters:
///   - configuration: The machine.
///   - buildDirectory: Where links and archives are put that QEMU needs.
/// - Returns: The plan; its `shellCommand` is the command.
/// - Throws: `LaunchError` when the machine cannot be had.
public func dryRunPlan(
    _ configuration: MachineConfiguration, buildDirectory: FilePath = ".unikraft/build"
) async throws -> MachinePlan {
    try await PreparedMachine(configuration, launcher: SubprocessLauncher(), directory: buildDirectory).plan
}
