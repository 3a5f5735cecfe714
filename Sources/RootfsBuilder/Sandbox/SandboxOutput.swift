import Glibc
import UnikraftCore

/// Follows a program of a sandbox to its end.
enum SandboxOutput {
    /// Passes both outputs on and waits for the end. The program is ended when the task is cancelled.
    static func follow(
        _ process: any RunningProcess, _ output: @escaping @Sendable ([UInt8]) -> Void
    ) async -> ProcessTermination {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await piece in process.standardOutput { output(piece) } }
                group.addTask { for await piece in process.standardError { output(piece) } }
            }
            return await process.waitUntilExit()
        } onCancel: {
            process.signal(SIGTERM, wholeGroup: true)
            process.signal(SIGKILL, wholeGroup: true)
        }
    }
}
