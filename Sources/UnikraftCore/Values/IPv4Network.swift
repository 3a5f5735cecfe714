/// An address together with the length of its network prefix, as in `172.44.0.1/24`.
public struct IPv4Network: Sendable, Hashable {
    /// The address as it was written; it may be any of the network.
    public let address: IPv4Address
    /// The number of leading bits that all addresses of the network share, 0 to 32.
    public let prefixLength: UInt8

    /// Creates a network.
    ///
    /// - Parameters:
    ///   - address: An address of the network.
    ///   - prefixLength: The length of the prefix in bits, 0 to 32.
    /// - Throws: ``InvalidValue`` when the prefix is longer than 32 bits.
    public init(address: IPv4Address, prefixLength: UInt8) throws(InvalidValue) {
        guard prefixLength <= 32 else {
            throw Self.invalid("\(address)/\(prefixLength)", "the prefix is longer than 32 bits")
        }
        self.address = address
        self.prefixLength = prefixLength
    }

    /// Reads an address in CIDR notation (RFC 4632, section 3.1).
    ///
    /// - Parameter text: For example `172.44.0.1/24`.
    /// - Throws: ``InvalidValue`` when the text has another form.
    public init(parsing text: String) throws(InvalidValue) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw Self.invalid(text, "it has no prefix length") }
        guard (1...2).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = UInt8(parts[1])
        else { throw Self.invalid(text, "'\(parts[1])' is not a prefix length") }
        try self.init(address: IPv4Address(parsing: String(parts[0])), prefixLength: length)
    }

    /// The bits that all addresses of the network share, as a mask.
    public var mask: UInt32 {
        prefixLength == 0 ? 0 : ~0 << (32 - UInt32(prefixLength))
    }

    /// The first address of the network, which names it.
    public var networkAddress: IPv4Address { IPv4Address(bits: address.bits & mask) }

    /// The last address of the network.
    public var broadcastAddress: IPv4Address { IPv4Address(bits: address.bits | ~mask) }

    /// Tells whether an address belongs to the network.
    ///
    /// - Parameter other: The address.
    /// - Returns: Whether its prefix is that of the network.
    public func contains(_ other: IPv4Address) -> Bool {
        other.bits & mask == address.bits & mask
    }

    /// Tells whether two networks share an address.
    ///
    /// - Parameter other: The other network.
    /// - Returns: Whether one of the two contains the other.
    public func overlaps(_ other: IPv4Network) -> Bool {
        let shorter = min(prefixLength, other.prefixLength) == prefixLength ? self : other
        return shorter.contains(address) && shorter.contains(other.address)
    }

    private static func invalid(_ text: String, _ reason: String) -> InvalidValue {
        InvalidValue(
            kind: "IPv4 network", text: text, reason: reason,
            remedy: "Write an address and a prefix length of 0 to 32, for example 172.44.0.1/24.")
    }
}

extension IPv4Network: CustomStringConvertible {
    /// The text for people.
    public var description: String { "\(address)/\(prefixLength)" }
}
