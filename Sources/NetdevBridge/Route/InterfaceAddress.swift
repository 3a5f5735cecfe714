import UnikraftCore

/// An address of an interface (`struct ifaddrmsg` and `IFA_…`, linux/if_addr.h).
public struct InterfaceAddress: Sendable, Hashable {
    /// The index of the interface.
    public var interface: UInt32
    /// The address.
    public var address: IPAddress
    /// The number of leading bits that name the network.
    public var prefixLength: UInt8

    /// Creates an address of an interface.
    ///
    /// - Parameters:
    ///   - interface: The index of the interface.
    ///   - address: The address.
    ///   - prefixLength: The number of leading bits that name the network, at most 32 or 128.
    public init(interface: UInt32, address: IPAddress, prefixLength: UInt8) {
        self.interface = interface
        self.address = address
        self.prefixLength = prefixLength
    }

    /// Reads the body of `RTM_NEWADDR`: `struct ifaddrmsg` (family 0, prefix 1, flags 2, scope 3,
    /// index 4–7) and attributes. Nil for families other than IP.
    ///
    /// - Parameter body: What follows the header.
    /// - Throws: ``NetworkError`` `malformedMessage`.
    package init?(_ body: NetlinkBytes) throws(NetworkError) {
        let attributes = try NetlinkAttributes(body.slice(8))
        // IFA_LOCAL is ours, IFA_ADDRESS the other end's on a point-to-point link. IPv6 often has only the second.
        let payload = attributes[RouteAttribute.addressLocal] ?? attributes[RouteAttribute.addressPeer]
        guard let address = payload?.address else { return nil }
        self.init(interface: try body.uint32(at: 4), address: address, prefixLength: try body.uint8(at: 1))
    }

    /// Appends `struct ifaddrmsg` and the attributes.
    ///
    /// - Parameter message: The message.
    package func write(to message: inout NetlinkMessageBuilder) {
        message.append(address.family)
        message.append(prefixLength)
        message.append(UInt16(0))
        message.append(interface)
        message.attribute(RouteAttribute.addressLocal, bytes: address.networkOrder)
        message.attribute(RouteAttribute.addressPeer, bytes: address.networkOrder)
        if case .v4(let own) = address, prefixLength < 31 {
            let hostBits = UInt32.max >> UInt32(prefixLength)
            message.attribute(RouteAttribute.addressBroadcast) { payload in
                payload.append((own.bits | hostBits).bigEndian)
            }
        }
    }
}
