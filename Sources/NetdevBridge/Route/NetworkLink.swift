public import UnikraftCore

/// A network interface, as the kernel tells it (`struct ifinfomsg` and `IFLA_…`, linux/if_link.h).
public struct NetworkLink: Sendable, Hashable {
    /// The number of the interface in its namespace.
    public var index: UInt32
    /// The name; it may hold characters that ``InterfaceName`` does not take.
    public var name: String
    /// What driver made it, for example `bridge`, `tun` or `veth`; nil for hardware and loopback.
    public var kind: String?
    /// Whether it is set up (`IFF_UP`).
    public var isUp: Bool
    /// Whether the other end is there (`IFLA_CARRIER`): for a tap, whether a process has it open.
    public var hasCarrier: Bool
    /// The Ethernet address; nil where there is none.
    public var address: MACAddress?
    /// The largest packet in bytes.
    public var mtu: UInt32
    /// The index of the bridge that it is a port of; nil when it is none.
    public var master: UInt32?
    /// The index of the other end of a veth, in the namespace of that end.
    public var peer: UInt32?
    /// The free text that tells whose it is (`IFLA_IFALIAS`).
    public var alias: String?
    /// What went through; nil when the kernel did not say.
    public var statistics: LinkStatistics?
    /// What only a tap has; nil for others.
    public var tap: TapProperties?

    /// What the kernel tells of a tap (`IFLA_TUN_…`, linux/if_link.h).
    public struct TapProperties: Sendable, Hashable {
        /// The user who may open it beside root; nil when none is set.
        public var owner: UInt32?
        /// Whether it stays when nobody has it open.
        public var isPersistent: Bool
        /// Whether it has more than one queue.
        public var isMultiQueue: Bool
    }

    /// Reads the body of `RTM_NEWLINK`: `struct ifinfomsg` (family 0, type 2–3, index 4–7, flags 8–11,
    /// change 12–15) and attributes.
    ///
    /// - Parameter body: What follows the header.
    /// - Throws: ``NetworkError`` `malformedMessage`.
    package init(_ body: NetlinkBytes) throws(NetworkError) {
        let attributes = try NetlinkAttributes(body.slice(16))
        index = try body.uint32(at: 4)
        isUp = try body.uint32(at: 8) & 1 != 0
        name = attributes[LinkAttribute.name]?.text ?? ""
        hasCarrier = try attributes.uint8(LinkAttribute.carrier).map { $0 != 0 } ?? false
        address = attributes[LinkAttribute.address]?.macAddress
        mtu = try attributes.uint32(LinkAttribute.mtu) ?? 0
        master = try attributes.uint32(LinkAttribute.master)
        peer = try attributes.uint32(LinkAttribute.link)
        alias = attributes[LinkAttribute.alias]?.text
        if let payload = attributes[LinkAttribute.statistics] { statistics = try LinkStatistics(payload) }
        guard let payload = attributes[LinkAttribute.information] else { return }
        let information = try NetlinkAttributes(payload)
        kind = information[LinkAttribute.kind]?.text
        guard kind == "tun", let payload = information[LinkAttribute.data] else { return }
        let data = try NetlinkAttributes(payload)
        tap = TapProperties(
            owner: try data.uint32(LinkAttribute.tunOwner),
            isPersistent: try data.uint8(LinkAttribute.tunPersists) ?? 0 != 0,
            isMultiQueue: try data.uint8(LinkAttribute.tunMultiQueue) ?? 0 != 0)
    }
}
