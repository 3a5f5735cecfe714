/// What went through an interface since it was made (`struct rtnl_link_stats64`, linux/if_link.h).
public struct LinkStatistics: Sendable, Hashable {
    /// Packets received.
    public var receivedPackets: UInt64
    /// Packets sent.
    public var sentPackets: UInt64
    /// Bytes received.
    public var receivedBytes: UInt64
    /// Bytes sent.
    public var sentBytes: UInt64
    /// Packets that came damaged.
    public var receiveErrors: UInt64
    /// Packets that could not be sent.
    public var sendErrors: UInt64
    /// Packets received for which there was no room.
    public var receiveDrops: UInt64
    /// Packets to send for which there was no room.
    public var sendDrops: UInt64

    /// Reads the eight first numbers of eight bytes each.
    ///
    /// - Parameter payload: The attribute `IFLA_STATS64`.
    /// - Throws: ``NetworkError`` when it is shorter.
    package init(_ payload: NetlinkBytes) throws(NetworkError) {
        receivedPackets = try payload.uint64(at: 0)
        sentPackets = try payload.uint64(at: 8)
        receivedBytes = try payload.uint64(at: 16)
        sentBytes = try payload.uint64(at: 24)
        receiveErrors = try payload.uint64(at: 32)
        sendErrors = try payload.uint64(at: 40)
        receiveDrops = try payload.uint64(at: 48)
        sendDrops = try payload.uint64(at: 56)
    }
}
