public import UnikraftCore

/// Who has an address on a link: an entry of the ARP or neighbour table (`struct ndmsg` and `NDA_…`,
/// linux/neighbour.h).
public struct NetworkNeighbour: Sendable, Hashable {
    /// The state of an entry, `NUD_…`.
    public struct State: OptionSet, Sendable, Hashable {
        /// The bits of `ndm_state`.
        public let rawValue: UInt16

        /// Creates a state from its bits.
        ///
        /// - Parameter rawValue: The bits of `ndm_state`.
        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// NUD_INCOMPLETE: asked, not answered.
        public static let incomplete = State(rawValue: 0x01)
        /// NUD_REACHABLE: answered lately.
        public static let reachable = State(rawValue: 0x02)
        /// NUD_STALE: answered once.
        public static let stale = State(rawValue: 0x04)
        /// NUD_FAILED: asked and nobody answered.
        public static let failed = State(rawValue: 0x20)
        /// NUD_PERMANENT: set by hand.
        public static let permanent = State(rawValue: 0x80)
    }

    /// The index of the interface.
    public var interface: UInt32
    /// The address.
    public var address: IPAddress
    /// The Ethernet address of who has it; nil while it is not known.
    public var linkAddress: MACAddress?
    /// The state of the entry.
    public var state: State

    /// Creates an entry set by hand.
    ///
    /// - Parameters:
    ///   - interface: The index of the interface.
    ///   - address: The address.
    ///   - linkAddress: The Ethernet address of who has it.
    public init(interface: UInt32, address: IPAddress, linkAddress: MACAddress) {
        self.interface = interface
        self.address = address
        self.linkAddress = linkAddress
        state = .permanent
    }

    /// Reads the body of `RTM_NEWNEIGH`: `struct ndmsg` (family 0, padding 1–3, index 4–7, state 8–9,
    /// flags 10, type 11) and attributes. Nil for families other than IP.
    ///
    /// - Parameter body: What follows the header.
    /// - Throws: ``NetworkError`` `malformedMessage`.
    package init?(_ body: NetlinkBytes) throws(NetworkError) {
        let attributes = try NetlinkAttributes(body.slice(12))
        guard let address = attributes[RouteAttribute.neighbourAddress]?.address else { return nil }
        interface = try body.uint32(at: 4)
        self.address = address
        linkAddress = attributes[RouteAttribute.neighbourLinkAddress]?.macAddress
        state = State(rawValue: try body.uint16(at: 8))
    }

    /// Appends `struct ndmsg` and the attributes.
    ///
    /// - Parameter message: The message.
    package func write(to message: inout NetlinkMessageBuilder) {
        message.append(UInt32(address.family))
        message.append(interface)
        message.append(state.rawValue)
        message.append(UInt16(0))
        message.attribute(RouteAttribute.neighbourAddress, bytes: address.networkOrder)
        if let linkAddress {
            message.attribute(RouteAttribute.neighbourLinkAddress, bytes: linkAddress.octets)
        }
    }
}
