import Glibc
import SystemPackage
import SystemSupport

/// A process, told apart from any other that had or will have the same id.
public struct MachineProcess: Codable, Sendable, Hashable {
    /// The process id.
    public var processIdentifier: Int32
    /// When it was started, in clock ticks since the boot (proc(5), field 22 of `/proc/pid/stat`).
    public var startTime: UInt64
    /// The boot that this counts from (`/proc/sys/kernel/random/boot_id`).
    public var bootIdentifier: String

    /// Describes a process that is there now; nil when it is not.
    ///
    /// - Parameter processIdentifier: The process id.
    init?(of processIdentifier: Int32) {
        guard let start = Self.startTime(of: processIdentifier), let boot = Self.currentBoot else { return nil }
        self.processIdentifier = processIdentifier
        startTime = start
        bootIdentifier = boot
    }

    /// Whether the very process is still running. One that has ended and was not waited for is not.
    public var isAlive: Bool {
        isOfThisBoot && Self.startTime(of: processIdentifier) == startTime
    }

    /// Whether the host was not restarted since.
    var isOfThisBoot: Bool { bootIdentifier == Self.currentBoot }

    /// Sends a signal, unless the process has ended.
    func signal(_ number: Int32) {
        guard isAlive else { return }
        kill(processIdentifier, number)
    }

    private static let currentBoot: String? = {
        let path: FilePath = "/proc/sys/kernel/random/boot_id"
        guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY),
            let bytes = try? file.read(at: 0, limit: 64, path: path)
        else { return nil }
        return String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
    }()

    private static func startTime(of processIdentifier: Int32) -> UInt64? {
        ProcessStatus(of: processIdentifier).flatMap { $0.hasEnded ? nil : $0.startTime }
    }
}
