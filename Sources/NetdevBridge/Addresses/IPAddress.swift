public import UnikraftCore

/// An address of either version of IP.
public enum IPAddress: Sendable, Hashable {
    /// IPv4.
    case v4(IPv4Address)
    /// IPv6.
    case v6(IPv6Address)

    /// Reads four or sixteen bytes in network order; nil for other lengths.
    ///
    /// - Parameter bytes: The bytes.
    package init?(networkOrder bytes: ArraySlice<UInt8>) {
        switch bytes.count {
        case 4: self = .v4(IPv4Address(bits: bytes.reduce(0) { $0 << 8 | UInt32($1) }))
        case 16:
            self = .v6(
                IPv6Address(
                    high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                    low: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }))
        default: return nil
        }
    }

    /// The bytes in network order.
    package var networkOrder: [UInt8] {
        switch self {
        case .v4(let address):
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: address.bits >> UInt32($0)) }
        case .v6(let address):
            [address.high, address.low].flatMap { half in
                stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> UInt64($0)) }
            }
        }
    }

    /// `AF_INET` or `AF_INET6` (bits/socket.h).
    package var family: UInt8 {
        switch self {
        case .v4: AddressFamily.ipv4
        case .v6: AddressFamily.ipv6
        }
    }

    /// The number of bits: 32 or 128.
    package var bitWidth: UInt8 {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// `0.0.0.0` or `::` of a family; nil for other families.
    ///
    /// - Parameter family: `AF_INET` or `AF_INET6`.
    /// - Returns: The address of zeros.
    package static func any(family: UInt8) -> IPAddress? {
        switch family {
        case AddressFamily.ipv4: .v4(.any)
        case AddressFamily.ipv6: .v6(IPv6Address(high: 0, low: 0))
        default: nil
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }
}

/// Address families (bits/socket.h).
package enum AddressFamily {
    /// AF_UNSPEC
    package static let unspecified: UInt8 = 0
    /// AF_INET
    package static let ipv4: UInt8 = 2
    /// AF_INET6
    package static let ipv6: UInt8 = 10
}
