import Glibc
import SystemPackage
import SystemSupport

/// What a guest has sent and received over interfaces of the host.
///
/// QEMU's user network is no interface of the host, and QEMU does not count its bytes: `query-stats` has no provider for
/// networks (7.2 has one for KVM alone), and its monitor's `info network` and `info usernet` show no totals.
public struct NetworkTraffic: Sendable, Hashable {
    /// Bytes that the guest received.
    public var receivedBytes: UInt64
    /// Bytes that the guest sent.
    public var sentBytes: UInt64

    /// Adds up what the system counts (sysfs, `class/net/NAME/statistics`). What the host receives on a tap is what the
    /// guest has sent.
    ///
    /// - Parameter interfaces: The guest's taps; nil comes of none, or when none is there.
    init?(interfaces: [String]) {
        var counts: [(received: UInt64, sent: UInt64)] = []
        for name in interfaces {
            guard let received = Self.count("tx_bytes", of: name), let sent = Self.count("rx_bytes", of: name) else {
                continue
            }
            counts.append((received, sent))
        }
        guard !counts.isEmpty else { return nil }
        receivedBytes = counts.map(\.received).reduce(0, &+)
        sentBytes = counts.map(\.sent).reduce(0, &+)
    }

    private static func count(_ name: String, of interface: String) -> UInt64? {
        let path = FilePath("/sys/class/net").appending(interface).appending("statistics").appending(name)
        guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY),
            let bytes = try? file.read(at: 0, limit: 32, path: path)
        else { return nil }
        return UInt64(String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self))
    }
}
