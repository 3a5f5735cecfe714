/// A 48-bit Ethernet address.
public struct MACAddress: Sendable, Hashable {
    /// The address as a number; the first octet on the wire is the most significant of 48 bits.
    public let bits: UInt64

    /// Creates an address from the 48 low bits of a number.
    ///
    /// - Parameter bits: The address; bits above the 48th are dropped.
    public init(bits: UInt64) {
        self.bits = bits & 0xffff_ffff_ffff
    }

    /// Reads six pairs of hexadecimal digits separated by colons or hyphens.
    ///
    /// - Parameter text: For example `02:b0:b0:00:00:01`.
    /// - Throws: ``InvalidValue`` when the text has another form, or names a group (multicast) address,
    ///   which no network device may have as its own.
    public init(parsing text: String) throws(InvalidValue) {
        func invalid(_ reason: String) -> InvalidValue {
            InvalidValue(
                kind: "MAC address", text: text, reason: reason,
                remedy: "Write six pairs of hexadecimal digits, for example 02:b0:b0:00:00:01.")
        }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "-" }
        guard parts.count == 6 else { throw invalid("it has \(parts.count) parts instead of six") }
        var bits: UInt64 = 0
        for part in parts {
            guard part.utf8.count == 2, part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
                let octet = UInt8(part, radix: 16)
            else { throw invalid("'\(part)' is not a pair of hexadecimal digits") }
            bits = bits << 8 | UInt64(octet)
        }
        guard bits >> 40 & 1 == 0 else { throw invalid("it is a group address") }
        self.init(bits: bits)
    }

    /// The address of the n-th device of a machine, in the locally administered range `02:b0:b0`.
    ///
    /// - Parameters:
    ///   - machine: A number that differs between machines on one network; its 16 low bits count.
    ///   - index: The number of the device in the machine, from 0.
    /// - Returns: `02:b0:b0:MM:MM:II`.
    public static func unikraft(machine: UInt16, index: UInt8) -> MACAddress {
        MACAddress(bits: 0x02b0_b000_0000 | UInt64(machine) << 8 | UInt64(index))
    }
}

extension MACAddress: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        stride(from: 40, through: 0, by: -8).map { shift in
            let octet = String(bits >> UInt64(shift) & 0xff, radix: 16)
            return octet.count == 1 ? "0" + octet : octet
        }.joined(separator: ":")
    }
}
