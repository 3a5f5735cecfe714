import Glibc
import UnikraftCore

/// Chooses what runs the commands of `RUN`.
enum SandboxChoice {
    /// Gives the sandbox that was asked for, else the first that is installed: runc, then bubblewrap; without root bubblewrap
    /// first, which needs no control groups.
    static func choose(
        _ wanted: (any CommandSandbox)?, _ launcher: any ProcessLauncher
    ) async throws -> any CommandSandbox {
        if let wanted { return wanted }
        let candidates: [any CommandSandbox] =
            geteuid() == 0 ? [RuncSandbox(), BubblewrapSandbox()] : [BubblewrapSandbox(), RuncSandbox()]
        for candidate in candidates {
            let probe = ProcessCommand(candidate.name, ["--version"])
            if let result = try? await launcher.run(probe, input: [], outputLimit: 1 << 16), result.succeeded {
                return candidate
            }
        }
        throw RootfsError(
            .toolMissing, "RUN needs a sandbox, and neither runc nor bwrap is installed; install one of them")
    }
}
