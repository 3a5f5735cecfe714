/// What a ``MachineSupervisor`` needs of a machine. ``Machine`` is the real one.
public protocol SupervisedMachine: Sendable {
    /// Waits until the machine has ended.
    ///
    /// - Returns: How it ended.
    /// - Throws: `CancellationError` when the task is cancelled first.
    func waitUntilExit() async throws -> MachineExit

    /// Stops the machine and waits until nothing of it is left, whether the task is cancelled or not.
    ///
    /// - Parameter grace: The time that the guest gets to react to its power button.
    func stop(grace: Duration) async

    /// Asks once whether the guest is well.
    ///
    /// - Parameters:
    ///   - probe: What is asked.
    ///   - timeout: The longest wait for an answer.
    /// - Returns: Why the guest is not well; nil when it is.
    /// - Throws: `CancellationError`.
    func check(_ probe: HealthCheck.Probe, timeout: Duration) async throws -> String?
}

extension Machine: SupervisedMachine {
    /// Asks once whether the guest is well.
    ///
    /// - Parameters:
    ///   - probe: What is asked.
    ///   - timeout: The longest wait for an answer.
    /// - Returns: Why the guest is not well; nil when it is.
    /// - Throws: `CancellationError`.
    public func check(_ probe: HealthCheck.Probe, timeout: Duration) async throws -> String? {
        do {
            switch probe {
            case .tcp(let address, let port):
                _ = try await waitUntilReady(.tcp(address: address, port: port), timeout: timeout)
            case .http(let address, let port, let path):
                let readiness = Readiness.http(address: address, port: port, path: path)
                let report = try await waitUntilReady(readiness, timeout: timeout)
                if let status = report.response?.status, status >= 400 {
                    return "'\(path)' on port \(port) was answered with status \(status)"
                }
            case .consoleLine(let text):
                let number = console.nextNumber
                let late = LaunchError(.timeout, "no line with '\(text)' came within \(timeout)", remedy: "")
                try await withTimeout(timeout, late) { [console] in
                    var lines = console.makeAsyncIterator(from: number)
                    while let line = await lines.next(), !line.text.contains(text) {}
                    try Task.checkCancellation()
                }
            }
            return nil
        } catch let error as LaunchError {
            return error.message
        }
    }
}
