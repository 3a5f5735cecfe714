import SystemPackage
import Unikraft

/// A process of `kraft` that goes on after the command and starts a machine again when it ends.
enum BackgroundSupervision {
    /// Begins to supervise a machine. What the process has to tell goes to a file in the machine's directory.
    ///
    /// - Parameter machine: The machine, which has a restart policy.
    /// - Returns: The process.
    /// - Throws: `ProcessLaunchError` when it cannot be started.
    static func begin(_ machine: StoredMachine) throws -> Int32 {
        var options = ProcessOptions()
        options.standardOutput = .file(machine.supervisorLog.string)
        options.standardError = options.standardOutput
        options.ownSession = true
        options.endsWithParent = false
        let command = ProcessCommand("/proc/self/exe", ["supervise", machine.record.name], workingDirectory: "/")
        return try SubprocessLauncher().start(command, options: options).processIdentifier
    }
}
