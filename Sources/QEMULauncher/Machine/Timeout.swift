/// Does something for a limited time.
///
/// - Parameters:
///   - limit: The time.
///   - error: What is thrown when it is over; the work is cancelled then.
///   - work: The work. It must end when it is cancelled.
/// - Returns: What the work returns.
/// - Throws: What the work throws, or `error`.
func withTimeout<Result: Sendable>(
    _ limit: Duration, _ error: LaunchError, work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw error
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw error }
        return first
    }
}
