public import UnikraftCore

/// An address of a network that belongs to a device of a machine.
public struct NetworkLease: Sendable, Hashable {
    /// The machine's name.
    public var machine: String
    /// The number of the device in the machine, from 0.
    public var device: UInt8
    /// The address.
    public var address: IPv4Address
    /// The tap that the device is connected to; nil when none is recorded.
    public var tap: String?
    /// Whether the tap was made for this lease and goes with it.
    public var ownsTap: Bool
    /// Whose end gives the address back; ``ProcessIdentity/none`` when only a release does.
    public var owner: ProcessIdentity

    /// Creates a lease.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - device: The number of the device in the machine, from 0.
    ///   - address: The address.
    ///   - tap: The tap that the device is connected to.
    ///   - ownsTap: Whether the tap was made for this lease and goes with it.
    ///   - owner: Whose end gives the address back.
    public init(
        machine: String, device: UInt8 = 0, address: IPv4Address, tap: String? = nil, ownsTap: Bool = false,
        owner: ProcessIdentity = .none
    ) {
        self.machine = machine
        self.device = device
        self.address = address
        self.tap = tap
        self.ownsTap = ownsTap
        self.owner = owner
    }

    /// The Ethernet address of the guest's device: `02:b0:b0` and the three last octets of the IPv4 address.
    /// It is as stable as the address, and no other device of the network has it.
    public var macAddress: MACAddress {
        .unikraft(
            machine: UInt16(truncatingIfNeeded: address.bits >> 8), index: UInt8(truncatingIfNeeded: address.bits))
    }
}
