/// Where a machine is in its life.
public enum MachineState: String, Sendable, Hashable, CaseIterable, Codable {
    /// Nothing of it runs yet.
    case created
    /// QEMU is being started.
    case starting
    /// The guest executes instructions.
    case running
    /// The guest is halted and can go on.
    case paused
    /// It is being ended by its owner.
    case stopping
    /// It has ended, by itself or by its owner.
    case stopped
    /// It ended in a way that it should not have.
    case failed

    /// What may happen to a machine.
    enum Event: Sendable, Hashable, CaseIterable {
        case launch, controlled, halted, resumed, stopRequested, ended, brokeDown
    }

    /// The state after an event, or nil when it cannot happen in this one.
    func after(_ event: Event) -> MachineState? {
        switch (self, event) {
        case (.created, .launch): .starting
        // A fallback under another accelerator begins again.
        case (.starting, .launch), (.running, .launch): .starting
        case (.starting, .controlled): .running
        case (.running, .controlled): .running
        case (.running, .halted), (.starting, .halted): .paused
        case (.paused, .resumed): .running
        case (.running, .resumed), (.starting, .resumed): .running
        case (.created, .stopRequested), (.starting, .stopRequested), (.running, .stopRequested),
            (.paused, .stopRequested), (.stopping, .stopRequested):
            .stopping
        case (.stopping, .halted), (.stopping, .resumed), (.stopping, .controlled), (.stopping, .launch): .stopping
        case (.created, .ended), (.starting, .ended), (.running, .ended), (.paused, .ended), (.stopping, .ended):
            .stopped
        case (.created, .brokeDown), (.starting, .brokeDown), (.running, .brokeDown), (.paused, .brokeDown),
            (.stopping, .brokeDown):
            .failed
        default: nil
        }
    }

    /// Whether nothing of the machine runs any more.
    public var isFinal: Bool { self == .stopped || self == .failed }
}
