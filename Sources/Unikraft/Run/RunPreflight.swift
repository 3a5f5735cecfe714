public import QEMULauncher
public import UnikraftCore

/// Everything that can be said about a run before the guest starts, together.
public struct RunPreflight: Sendable {
    /// What is wrong and what is doubtful: of the Kraftfile and the Dockerfile, this host, the root filesystem and the
    /// program in it, the machine.
    public var diagnostics: [Diagnostic] = []
    /// What was built and fetched, and the machine; nil when that failed, or was not tried because of errors before.
    public var resolved: ResolvedRun?
    /// The machine's plan; nil when there are errors.
    public var plan: MachinePlan?

    /// Whether the machine can be started.
    public var isReady: Bool { plan != nil && !diagnostics.containsErrors }

    /// Notes problems, each once: what two checks find is said once.
    mutating func add(_ found: [Diagnostic]) {
        for diagnostic in found where !diagnostics.contains(where: { $0.saysTheSame(as: diagnostic) }) {
            diagnostics.append(diagnostic)
        }
    }
}

extension RunPreflight: CustomStringConvertible {
    /// The problems as lines for people; then whether the machine can be started.
    public var description: String {
        let ending = isReady ? "ready to start" : "not ready to start"
        return (diagnostics.map(\.description) + [ending]).joined(separator: "\n")
    }
}

extension Diagnostic {
    fileprivate func saysTheSame(as other: Diagnostic) -> Bool {
        message == other.message && code == other.code && location?.line == other.location?.line
    }
}
