import Glibc
import SystemPackage
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
        guard identifier > 0,
            let file = try? OwnedDescriptor.open(FilePath("/proc/\(identifier)/stat"), flags: O_RDONLY)
        else { return nil }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1024) { buffer, count in
            count = max(0, unsafe read(file.rawValue, buffer.baseAddress, buffer.count))
        }
        guard let startTime = Self.startTime(ofStat: bytes) else { return nil }
        self.init(identifier: identifier, startTime: startTime)
    }

    /// Whether the process still runs. True for ``none``.
    public var isRunning: Bool {
        identifier == 0 || ProcessIdentity(running: identifier) == self
    }

    /// Reads the start time out of `/proc/PID/stat`: the second field is a name in parentheses that may hold
    /// anything, the third the state, the twenty-second the time.
    ///
    /// - Parameter stat: The file's content.
    /// - Returns: The time in clock ticks; nil for a process that has ended, or for another content.
    package static func startTime(ofStat stat: [UInt8]) -> UInt64? {
        guard let parenthesis = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(parenthesis + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, let state = fields[0].first else { return nil }
        // The first thread may have ended while others go on, as in programs with an asynchronous main. Then the
        // state is Z too, and the number of threads (field 20) is more than one.
        let threads = Int(String(decoding: fields[17], as: UTF8.self)) ?? 0
        guard state != UInt8(ascii: "X"), state != UInt8(ascii: "Z") || threads > 1 else { return nil }
        return UInt64(String(decoding: fields[19], as: UTF8.self))
    }
}
