public import SystemPackage
public import UnikraftCore

/// A network device of a machine and what it is connected to.
public struct NetworkAttachment: Sendable, Hashable {
    /// What a network device is connected to.
    public enum Backend: Sendable, Hashable {
        /// QEMU's own network behind the host's address: no privilege needed, `10.0.2.0/24` inside.
        case user
        /// A tap interface that exists, by its name.
        case tap(interface: String)
        /// A tap interface that this process holds open; the descriptor is passed on to QEMU.
        case tapDescriptor(Int32)
        /// A bridge, joined by QEMU's setuid helper, which asks `/etc/qemu/bridge.conf`.
        case bridgeHelper(bridge: String)
        /// A Unix socket where a program such as passt waits for one machine; needs QEMU 7.2 or newer.
        case socket(FilePath)
    }

    /// What the device is connected to.
    public var backend: Backend
    /// The device's Ethernet address; nil chooses one by the machine's name.
    public var macAddress: MACAddress?
    /// The guest's address; nil leaves it to DHCP, except on the user network, whose address is known.
    public var guestAddress: GuestNetworkAddress?

    /// Creates an attachment.
    ///
    /// - Parameters:
    ///   - backend: What the device is connected to.
    ///   - macAddress: The device's Ethernet address.
    ///   - guestAddress: The guest's address.
    public init(
        _ backend: Backend, macAddress: MACAddress? = nil, guestAddress: GuestNetworkAddress? = nil
    ) {
        self.backend = backend
        self.macAddress = macAddress
        self.guestAddress = guestAddress
    }
}
