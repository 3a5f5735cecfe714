public import UnikraftCore

/// A device of a machine that wants to be connected to a network.
public struct AttachmentRequest: Sendable, Hashable {
    /// The machine's name. The address is stable for name and device.
    public var machine: String
    /// The number of the device in the machine, from 0.
    public var device: UInt8
    /// The address that the guest must have; nil chooses.
    public var address: IPv4Address?
    /// The guest's own name; nil tells it none.
    public var hostName: String?
    /// Whose end gives address and tap back. Pass the machine monitor's process on with
    /// ``NetworkManager/transfer(_:on:to:)`` once it runs.
    public var owner: ProcessIdentity

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - device: The number of the device in the machine, from 0.
    ///   - address: The address that the guest must have; nil chooses.
    ///   - hostName: The guest's own name.
    ///   - owner: Whose end gives address and tap back; by default this process.
    public init(
        machine: String, device: UInt8 = 0, address: IPv4Address? = nil, hostName: String? = nil,
        owner: ProcessIdentity = .current
    ) {
        self.machine = machine
        self.device = device
        self.address = address
        self.hostName = hostName
        self.owner = owner
    }
}
