import ArgumentParser

/// Does something to machine after machine and prints the name of each. A failure is told, and the next one's turn
/// comes.
///
/// - Parameters:
///   - names: The machines.
///   - body: What is done.
/// - Throws: The exit code 1 in the end when one of them failed; `CancellationError` at once.
func forEachMachine(_ names: [String], _ body: (String) async throws -> Void) async throws {
    var hasFailed = false
    for name in names {
        do {
            try await body(name)
            print(name)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            Terminal.fail("\(error)")
            hasFailed = true
        }
    }
    if hasFailed { throw ExitCode.failure }
}
