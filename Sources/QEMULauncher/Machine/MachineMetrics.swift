import Glibc
import SystemSupport

/// What a machine has used so far.
public struct MachineMetrics: Sendable, Hashable {
    /// Processor time of QEMU, its guest's instructions among it.
    public var processorTime: Duration
    /// Memory of QEMU that is in use, in bytes.
    public var residentBytes: UInt64

    /// Asks the system; nil when the process has ended.
    ///
    /// - Parameter processIdentifier: QEMU's process.
    init?(processIdentifier: Int32) {
        guard let status = ProcessStatus(of: processIdentifier) else { return nil }
        self.init(
            status, ticksPerSecond: UInt64(clamping: sysconf(Int32(_SC_CLK_TCK))),
            pageSize: UInt64(clamping: sysconf(Int32(_SC_PAGESIZE))))
    }

    init(_ status: ProcessStatus, ticksPerSecond: UInt64, pageSize: UInt64) {
        let milliseconds = status.processorTicks.multipliedReportingOverflow(by: 1000)
        processorTime = .milliseconds(Int64(clamping: milliseconds.partialValue / max(ticksPerSecond, 1)))
        residentBytes = status.residentPages &* pageSize
    }
}
