/// A route (`struct rtmsg` and `RTA_…`, linux/rtnetlink.h).
public struct NetworkRoute: Sendable, Hashable {
    /// The first address of the destination; zeros for the default route.
    public var destination: IPAddress
    /// The number of leading bits of the destination that count; 0 is the default route.
    public var prefixLength: UInt8
    /// The next router; nil when the destination is on the link itself.
    public var gateway: IPAddress?
    /// The index of the interface; nil for routes that lead nowhere or over several interfaces.
    public var interface: UInt32?
    /// The preferred address to send from.
    public var source: IPAddress?
    /// The table; 254 is the main one, 255 holds the host's own addresses.
    public var table: UInt32 = 254
    /// The lower one is taken of two routes to one destination.
    public var metric: UInt32 = 0

    /// Creates a route of the main table.
    ///
    /// - Parameters:
    ///   - destination: The first address of the destination.
    ///   - prefixLength: The number of leading bits that count.
    ///   - gateway: The next router.
    ///   - interface: The index of the interface.
    public init(destination: IPAddress, prefixLength: UInt8, gateway: IPAddress? = nil, interface: UInt32? = nil) {
        self.destination = destination
        self.prefixLength = prefixLength
        self.gateway = gateway
        self.interface = interface
    }

    /// Reads the body of `RTM_NEWROUTE`: `struct rtmsg` (family 0, destination length 1, source length 2,
    /// type of service 3, table 4, protocol 5, scope 6, type 7, flags 8–11) and attributes. Nil for
    /// families other than IP.
    ///
    /// - Parameter body: What follows the header.
    /// - Throws: ``NetworkError`` `malformedMessage`.
    package init?(_ body: NetlinkBytes) throws(NetworkError) {
        let attributes = try NetlinkAttributes(body.slice(12))
        guard let zeros = IPAddress.any(family: try body.uint8()) else { return nil }
        self.init(
            destination: attributes[RouteAttribute.destination]?.address ?? zeros,
            prefixLength: try body.uint8(at: 1), gateway: attributes[RouteAttribute.gateway]?.address,
            interface: try attributes.uint32(RouteAttribute.outputInterface))
        source = attributes[RouteAttribute.preferredSource]?.address
        let shortTable = UInt32(try body.uint8(at: 4))
        table = try attributes.uint32(RouteAttribute.table) ?? shortTable
        metric = try attributes.uint32(RouteAttribute.priority) ?? 0
    }

    /// Appends `struct rtmsg` and the attributes of a unicast route, marked as made by an administrator
    /// (`RTPROT_STATIC`).
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - isRemoval: Whether the scope and protocol may be any.
    package func write(to message: inout NetlinkMessageBuilder, isRemoval: Bool) {
        message.append(destination.family)
        message.append(prefixLength)
        message.append(UInt16(0))
        // RT_TABLE_UNSPEC: the attribute names the table.
        message.append(UInt8(0))
        // RTPROT_STATIC is 4.
        message.append(UInt8(isRemoval ? 0 : 4))
        // RT_SCOPE_LINK is 253, RT_SCOPE_UNIVERSE 0, RT_SCOPE_NOWHERE 255.
        message.append(UInt8(isRemoval ? 255 : gateway == nil && destination.family == AddressFamily.ipv4 ? 253 : 0))
        // RTN_UNICAST
        message.append(UInt8(1))
        message.append(UInt32(0))
        if prefixLength > 0 { message.attribute(RouteAttribute.destination, bytes: destination.networkOrder) }
        if let gateway { message.attribute(RouteAttribute.gateway, bytes: gateway.networkOrder) }
        if let interface { message.attribute(RouteAttribute.outputInterface, number: interface) }
        if let source { message.attribute(RouteAttribute.preferredSource, bytes: source.networkOrder) }
        if metric != 0 { message.attribute(RouteAttribute.priority, number: metric) }
        message.attribute(RouteAttribute.table, number: table)
    }
}

extension NetworkRoute: CustomStringConvertible {
    /// The text for people, for example `10.0.0.0/8` or `default`.
    public var description: String { prefixLength == 0 ? "default" : "\(destination)/\(prefixLength)" }
}
