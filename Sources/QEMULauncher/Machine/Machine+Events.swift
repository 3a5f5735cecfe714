import Synchronization

extension Machine {
    /// QEMU's events from now on until the machine has ended, for any number of readers. Names that this SDK does
    /// not know are kept. Of events that a reader does not fetch the last thousand are kept.
    public var events: AsyncStream<QMPEvent> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1000)) { continuation in
            let identifier = state.withLock { state -> UInt64? in
                guard !state.life.isFinal else { return nil }
                state.nextListener += 1
                state.listeners[state.nextListener] = continuation
                return state.nextListener
            }
            guard let identifier else {
                continuation.finish()
                return
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.listeners.removeValue(forKey: identifier) }
            }
        }
    }

    /// Hands an event to everyone who listens.
    func tell(_ event: QMPEvent) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield(event) }
        options.observe(event)
    }

    /// Ends the sequences of those who listen.
    func finishEvents() {
        let listeners = state.withLock { state in
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }
}
