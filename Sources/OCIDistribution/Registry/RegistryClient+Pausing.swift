import OCIModel
import UnikraftCore

extension RegistryClient {
    /// Waits before another attempt, and tells of it.
    ///
    /// - Parameters:
    ///   - attempt: The number of attempts made so far, from 1.
    ///   - error: What the last one came to.
    ///   - registry: Who is asked again.
    /// - Returns: Whether there is another attempt.
    /// - Throws: `CancellationError`.
    func pause(
        after attempt: Int, _ error: DistributionError, asking registry: RegistryName
    ) async throws -> Bool {
        let policy = configuration.retryPolicy
        guard let pause = policy.pause(after: attempt, retryAfter: error.retryAfter) else { return false }
        let reason =
            switch error.status {
            case 429?, 503?: "is busy"
            case let status?: "answered with the status \(status)"
            case nil: "gave no complete answer (\(error.message))"
            }
        configuration.progress.report(
            ProgressEvent(
                item: "\(registry)", kind: .warning("\(registry) \(reason); trying again in \(pause.forPeople)")))
        try await policy.sleep(pause)
        return true
    }
}

extension Duration {
    /// The text for people: seconds, minutes or hours, none too short.
    var forPeople: String {
        let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
        if seconds < 1 { return "\((seconds * 10).rounded(.up) / 10) s" }
        if seconds <= 120 { return "\(Int64(seconds.rounded(.up))) s" }
        if seconds <= 7200 { return "\(Int64((seconds / 60).rounded(.up))) min" }
        return "\(Int64((min(seconds, 1e12) / 3600).rounded(.up))) h"
    }
}
