import Glibc
import SystemSupport

/// A process that cannot be mistaken for a later one with the same number.
public struct ProcessIdentity: Sendable, Hashable {
    /// The process id; 0 stands for no process.
    public let identifier: Int32
    /// When it started, in clock ticks since the system was booted (field 22 of `/proc/PID/stat`, proc(5)).
    public let startTime: UInt64

    /// Names a process.
    ///
    /// - Parameters:
    ///   - identifier: The process id.
    ///   - startTime: When it started, in clock ticks since boot.
    public init(identifier: Int32, startTime: UInt64) {
        self.identifier = identifier
        self.startTime = startTime
    }

    /// No process: what belongs to it stays until it is released.
    public static let none = ProcessIdentity(identifier: 0, startTime: 0)

    /// This process.
    public static let current = ProcessIdentity(running: getpid()) ?? .none

    /// Looks up a process that runs; nil when none of that number does.
    ///
    /// - Parameter identifier: The process id.
    public init?(running identifier: Int32) {
        guard let status = ProcessStatus(of: identifier), !status.hasEnded else { return nil }
        self.init(identifier: identifier, startTime: status.startTime)
    }

    /// Whether the process still runs. True for ``none``.
    public var isRunning: Bool {
        identifier == 0 || ProcessIdentity(running: identifier) == self
    }
}
