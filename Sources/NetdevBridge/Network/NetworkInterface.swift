public import UnikraftCore

/// A device of a machine that is connected to a network: all that a machine monitor and its guest need.
public struct NetworkInterface: Sendable, Hashable {
    /// The network.
    public var network: InterfaceName
    /// The tap to open, by name; `script=no,downscript=no` for QEMU.
    public var tap: InterfaceName
    /// The Ethernet address of the guest's device.
    public var macAddress: MACAddress
    /// What the guest is told; its text is the value of `netdev.ip`.
    public var guestAddress: GuestAddress
    /// The lease behind it.
    public var lease: NetworkLease
}

/// A device that is connected to a network as long as this value lives.
public struct TiedNetworkInterface: ~Copyable, Sendable {
    /// The connection.
    public let interface: NetworkInterface
    /// The open tap, whose descriptor a machine monitor inherits.
    public let tap: TapDevice
}
