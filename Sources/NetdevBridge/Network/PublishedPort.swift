public import UnikraftCore

/// A port of this host that leads to a guest of a network.
public struct PublishedPort: Sendable, Hashable {
    /// The address and port of the host, and the port of the guest.
    public var mapping: PortMapping
    /// The machine that it leads to.
    public var machine: String
    /// The guest's address.
    public var guestAddress: IPv4Address
    /// Whose end takes the port back; ``ProcessIdentity/none`` when only a call does.
    public var owner: ProcessIdentity

    /// Creates a published port.
    ///
    /// - Parameters:
    ///   - mapping: The address and port of the host, and the port of the guest.
    ///   - machine: The machine that it leads to.
    ///   - guestAddress: The guest's address.
    ///   - owner: Whose end takes the port back.
    public init(mapping: PortMapping, machine: String, guestAddress: IPv4Address, owner: ProcessIdentity = .none) {
        self.mapping = mapping
        self.machine = machine
        self.guestAddress = guestAddress
        self.owner = owner
    }

    /// Whether both want the same port of the host.
    ///
    /// - Parameter other: The other port.
    /// - Returns: Whether protocol and port are the same and the addresses meet.
    func collides(with other: PublishedPort) -> Bool {
        mapping.transport == other.mapping.transport && mapping.hostPort == other.mapping.hostPort
            && (mapping.hostAddress == other.mapping.hostAddress || mapping.hostAddress == .any
                || other.mapping.hostAddress == .any)
    }
}

extension PublishedPort {
    /// One line of the file of published ports.
    package var line: String {
        "\(mapping.transport.rawValue) \(mapping.hostAddress) \(mapping.hostPort) \(guestAddress) "
            + "\(mapping.guestPort) \(machine) \(owner.identifier) \(owner.startTime)\n"
    }

    /// Reads one line.
    ///
    /// - Parameter line: The line without its end.
    package init?(line: Substring) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 8, let transport = TransportProtocol(rawValue: words[0]),
            let hostAddress = try? IPv4Address(parsing: words[1]), let hostPort = UInt16(words[2]),
            let guestAddress = try? IPv4Address(parsing: words[3]), let guestPort = UInt16(words[4]),
            let process = Int32(words[6]), let startTime = UInt64(words[7])
        else { return nil }
        self.init(
            mapping: PortMapping(
                hostAddress: hostAddress, hostPort: hostPort, guestPort: guestPort, transport: transport),
            machine: words[5], guestAddress: guestAddress,
            owner: ProcessIdentity(identifier: process, startTime: startTime))
    }
}
