import SystemPackage

extension StoredMachine {
    /// QEMU's events from now on until the machine has ended.
    ///
    /// When the connection breaks while the machine runs, it is made again. QEMU serves one listener at a time; others
    /// wait in line. Commands have a channel of their own.
    ///
    /// - Returns: The events as they come, those among them whose names this SDK does not know. The sequence throws
    ///   ``LaunchError`` with code ``LaunchError/Code/control`` when QEMU runs and cannot be reached any more.
    public func events() -> AsyncThrowingStream<QMPEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                var failures = 0
                while isRunning, !Task.isCancelled {
                    do {
                        try await withClient("events.sock", timeout: controlTimeout) { client in
                            for await event in client.events { continuation.yield(event) }
                        }
                        failures = 0
                    } catch {
                        failures += 1
                        if failures == Self.attempts, isRunning {
                            continuation.finish(throwing: error)
                            return
                        }
                    }
                    try? await Task.sleep(for: .milliseconds(20 << failures))
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Failures in a row after which the connection is given up.
    private static let attempts = 5
}
