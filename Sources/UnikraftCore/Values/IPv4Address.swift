/// An IPv4 address.
public struct IPv4Address: Sendable, Hashable, Comparable {
    /// The address as a number, first octet most significant.
    public let bits: UInt32

    /// Creates an address from its number.
    ///
    /// - Parameter bits: The address, first octet most significant.
    public init(bits: UInt32) {
        self.bits = bits
    }

    /// Reads four decimal numbers separated by dots. Leading zeros are refused, because some systems
    /// read them as octal.
    ///
    /// - Parameter text: For example `172.44.0.2`.
    /// - Throws: ``InvalidValue`` when the text has another form.
    public init(parsing text: String) throws(InvalidValue) {
        func invalid(_ reason: String) -> InvalidValue {
            InvalidValue(
                kind: "IPv4 address", text: text, reason: reason,
                remedy: "Write four numbers from 0 to 255, for example 172.44.0.2.")
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { throw invalid("it has \(parts.count) parts instead of four") }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let octet = UInt8(part)
            else { throw invalid("'\(part)' is not a number from 0 to 255") }
            guard part.utf8.count == 1 || part.utf8.first != 0x30 else {
                throw invalid("'\(part)' begins with a zero")
            }
            bits = bits << 8 | UInt32(octet)
        }
        self.init(bits: bits)
    }

    /// `127.0.0.1`.
    public static let loopback = IPv4Address(bits: 0x7f00_0001)
    /// `0.0.0.0`: every address of the host.
    public static let any = IPv4Address(bits: 0)

    /// Orders by the number.
    public static func < (left: IPv4Address, right: IPv4Address) -> Bool {
        left.bits < right.bits
    }
}

extension IPv4Address: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        "\(bits >> 24).\(bits >> 16 & 0xff).\(bits >> 8 & 0xff).\(bits & 0xff)"
    }
}
