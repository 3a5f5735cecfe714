public import UnikraftCore

/// What to change at an interface; nil leaves a thing as it is.
public struct LinkChanges: Sendable, Hashable {
    /// Whether it is set up.
    public var isUp: Bool?
    /// A new name. The interface must be down on kernels before 6.2.
    public var name: InterfaceName?
    /// The Ethernet address.
    public var address: MACAddress?
    /// The largest packet in bytes.
    public var mtu: UInt32?
    /// The index of the bridge to become a port of; 0 leaves the bridge.
    public var master: UInt32?
    /// The free text that tells whose it is, at most 255 bytes (`IFALIASZ`, linux/if.h).
    public var alias: String?
    /// An open file of the network namespace to move to.
    public var namespace: Int32?

    /// Creates a change of nothing.
    public init() {}

    /// Appends `struct ifinfomsg` and the attributes.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - index: The interface; 0 when it is new or named by an attribute.
    package func write(to message: inout NetlinkMessageBuilder, index: UInt32) {
        message.append(UInt32(0))
        message.append(index)
        message.append(UInt32(isUp == true ? 1 : 0))
        message.append(UInt32(isUp == nil ? 0 : 1))
        if let name { message.attribute(LinkAttribute.name, text: name.text) }
        if let address { message.attribute(LinkAttribute.address, bytes: address.octets) }
        if let mtu { message.attribute(LinkAttribute.mtu, number: mtu) }
        if let master { message.attribute(LinkAttribute.master, number: master) }
        if let alias { message.attribute(LinkAttribute.alias, bytes: Array(alias.utf8.prefix(255))) }
        if let namespace { message.attribute(LinkAttribute.namespaceDescriptor, number: namespace) }
    }
}

extension MACAddress {
    /// The six bytes in the order of the wire.
    package var octets: [UInt8] {
        stride(from: 40, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
    }
}
