import Glibc
import SystemSupport

/// What a machine has used so far.
public struct MachineMetrics: Sendable, Hashable {
    /// Processor time of QEMU, its guest's instructions among it.
    public var processorTime: Duration
    /// Memory of QEMU that is in use, in bytes.
    public var residentBytes: UInt64
    /// What went over the machine's taps; nil when it has none. QEMU's user network does not count.
    public var traffic: NetworkTraffic?

    /// Asks the system; nil when the process has ended.
    ///
    /// - Parameters:
    ///   - processIdentifier: QEMU's process.
    ///   - interfaces: The machine's taps.
    init?(processIdentifier: Int32, interfaces: [String]) {
        guard let status = ProcessStatus(of: processIdentifier) else { return nil }
        self.init(
            status, ticksPerSecond: UInt64(clamping: sysconf(Int32(_SC_CLK_TCK))),
            pageSize: UInt64(clamping: sysconf(Int32(_SC_PAGESIZE))))
        traffic = NetworkTraffic(interfaces: interfaces)
    }

    init(_ status: ProcessStatus, ticksPerSecond: UInt64, pageSize: UInt64) {
        let milliseconds = status.processorTicks.multipliedReportingOverflow(by: 1000)
        processorTime = .milliseconds(Int64(clamping: milliseconds.partialValue / max(ticksPerSecond, 1)))
        residentBytes = status.residentPages &* pageSize
    }
}
