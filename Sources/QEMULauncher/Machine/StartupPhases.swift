/// When the steps of a machine's start were reached, since the call that started it.
public struct StartupPhases: Sendable, Hashable {
    /// QEMU's process was there.
    public var spawned: Duration?
    /// QEMU answered on its control channel: it had read its arguments and files.
    public var controlled: Duration?
    /// The guest, or its firmware, wrote its first byte.
    public var firstOutput: Duration?
    /// The guest's banner: its kernel was up.
    public var banner: Duration?
}
