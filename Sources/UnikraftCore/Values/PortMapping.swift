/// A transport protocol with ports.
public enum TransportProtocol: String, Sendable, Hashable, CaseIterable {
    /// RFC 9293.
    case tcp
    /// RFC 768.
    case udp
}

/// A port of the host that leads to a port of the guest, as in `127.0.0.1:8080:80/tcp`.
public struct PortMapping: Sendable, Hashable {
    /// The address of the host to listen on; `0.0.0.0` when none was given.
    public var hostAddress: IPv4Address
    /// The port of the host; 0 lets the system choose one.
    public var hostPort: UInt16
    /// The port of the guest, from 1.
    public var guestPort: UInt16
    /// The protocol that is forwarded.
    public var transport: TransportProtocol

    /// Creates a mapping.
    ///
    /// - Parameters:
    ///   - hostAddress: The address of the host to listen on.
    ///   - hostPort: The port of the host; 0 lets the system choose one.
    ///   - guestPort: The port of the guest, from 1.
    ///   - transport: The protocol that is forwarded.
    public init(
        hostAddress: IPv4Address = .any, hostPort: UInt16, guestPort: UInt16, transport: TransportProtocol = .tcp
    ) {
        self.hostAddress = hostAddress
        self.hostPort = hostPort
        self.guestPort = guestPort
        self.transport = transport
    }

    /// Reads `[IP:]HOST:GUEST[/tcp|/udp]`; both ports may be ranges of equal length, as in
    /// `8000-8002:80-82`.
    ///
    /// - Parameter text: The mapping.
    /// - Returns: One mapping for each port.
    /// - Throws: ``InvalidValue`` when the text has another form.
    public static func parse(_ text: String) throws(InvalidValue) -> [PortMapping] {
        let slash = text.split(separator: "/", omittingEmptySubsequences: false)
        guard slash.count <= 2 else { throw invalid(text, "it has more than one '/'") }
        var transport = TransportProtocol.tcp
        if slash.count == 2 {
            guard let named = TransportProtocol(rawValue: slash[1].lowercased()) else {
                throw invalid(text, "'\(slash[1])' is not a protocol; tcp and udp are")
            }
            transport = named
        }
        let parts = slash[0].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 else {
            throw invalid(text, "it needs a host port and a guest port")
        }
        var address = IPv4Address.any
        if parts.count == 3 {
            address = try IPv4Address(parsing: String(parts[0]))
        }
        let host = try range(parts[parts.count - 2], lowest: 0, in: text)
        let guest = try range(parts[parts.count - 1], lowest: 1, in: text)
        guard host.count == guest.count else {
            throw invalid(text, "the two ranges have \(host.count) and \(guest.count) ports")
        }
        return zip(host, guest).map { host, guest in
            PortMapping(hostAddress: address, hostPort: host, guestPort: guest, transport: transport)
        }
    }

    private static func range(
        _ text: Substring, lowest: UInt16, in whole: String
    ) throws(InvalidValue) -> ClosedRange<UInt16> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2 else { throw invalid(whole, "'\(text)' is not a range of ports") }
        var numbers: [UInt16] = []
        for end in ends {
            guard end.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(end), number >= lowest
            else { throw invalid(whole, "'\(end)' is not a port number from \(lowest) to 65535") }
            numbers.append(number)
        }
        guard numbers[0] <= numbers[numbers.count - 1] else {
            throw invalid(whole, "the range '\(text)' runs backwards")
        }
        return numbers[0]...numbers[numbers.count - 1]
    }

    private static func invalid(_ text: String, _ reason: String) -> InvalidValue {
        InvalidValue(
            kind: "port mapping", text: text, reason: reason,
            remedy: "Write [IP:]HOST:GUEST[/tcp|/udp], for example 127.0.0.1:8080:80.")
    }
}

extension PortMapping: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        let address = hostAddress == .any ? "" : "\(hostAddress):"
        return "\(address)\(hostPort):\(guestPort)\(transport == .udp ? "/udp" : "")"
    }
}
