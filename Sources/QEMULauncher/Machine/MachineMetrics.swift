import Glibc
import SystemPackage
import SystemSupport

/// What a machine has used so far.
public struct MachineMetrics: Sendable, Hashable {
    /// Processor time of QEMU, its guest's instructions among it.
    public var processorTime: Duration
    /// Memory of QEMU that is in use, in bytes.
    public var residentBytes: UInt64

    /// Reads them from `/proc` (proc(5), "/proc/pid/stat").
    ///
    /// nil when the process has ended.
    ///
    /// - Parameter processIdentifier: QEMU's process.
    init?(processIdentifier: Int32) {
        let path = FilePath("/proc/\(processIdentifier)/stat")
        guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY),
            let bytes = try? file.read(at: 0, limit: 4096, path: path)
        else { return nil }
        self.init(
            parsing: String(decoding: bytes, as: UTF8.self), ticksPerSecond: Int64(sysconf(Int32(_SC_CLK_TCK))),
            pageSize: UInt64(clamping: sysconf(Int32(_SC_PAGESIZE))))
    }

    /// Reads the text of `/proc/pid/stat`. The second field, the program's name, may hold blanks and brackets.
    init?(parsing text: String, ticksPerSecond: Int64, pageSize: UInt64) {
        guard let end = text.lastIndex(of: ")"), ticksPerSecond > 0 else { return nil }
        // The first field here is number 3 there, so that 14, 15 and 24 are utime, stime and rss.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 21, let user = Int64(fields[11]), let system = Int64(fields[12]),
            let pages = UInt64(fields[21])
        else { return nil }
        processorTime = .milliseconds((user + system) * 1000 / ticksPerSecond)
        residentBytes = pages &* pageSize
    }
}
