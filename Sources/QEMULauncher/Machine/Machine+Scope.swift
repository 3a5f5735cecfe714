public import UnikraftCore

extension Machine {
    /// Starts a prepared machine.
    ///
    /// - Parameters:
    ///   - prepared: The machine; what was made for it is removed when it is no longer needed.
    ///   - launcher: Starts QEMU.
    ///   - options: What is done with the console and with warnings.
    /// - Returns: The machine, once QEMU has read its arguments and files.
    /// - Throws: As ``start(_:fallback:launcher:options:)``.
    public static func start(
        _ prepared: PreparedMachine, launcher: any ProcessLauncher, options: MachineOptions = MachineOptions()
    ) async throws -> Machine {
        try await start(
            prepared.plan, fallback: prepared.fallback, files: prepared.files, launcher: launcher, options: options)
    }
}

/// Runs a machine for as long as a closure takes.
///
/// - Parameters:
///   - configuration: The machine.
///   - launcher: Starts programs.
///   - options: What is done with the console and with warnings.
///   - body: Uses the machine. When it returns, throws or is cancelled, the machine is stopped.
/// - Returns: What the closure returns.
/// - Throws: ``LaunchError`` when the machine could not be started, or what the closure throws.
@discardableResult
public func withMachine<Result>(
    _ configuration: MachineConfiguration, launcher: any ProcessLauncher, options: MachineOptions = MachineOptions(),
    body: (Machine) async throws -> Result
) async throws -> Result {
    let prepared = try await PreparedMachine(configuration, launcher: launcher)
    let machine = try await Machine.start(prepared, launcher: launcher, options: options)
    do {
        let result = try await body(machine)
        await machine.stop()
        return result
    } catch {
        await machine.stop()
        throw error
    }
}
