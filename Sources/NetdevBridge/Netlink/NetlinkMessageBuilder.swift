/// Writes one netlink message: header, body, attributes (netlink(7)). Numbers are in the host's byte order,
/// which is little-endian on every machine that Swift runs Linux on; addresses are in network order.
package struct NetlinkMessageBuilder: Sendable {
    private var bytes: [UInt8] = []

    /// Starts a message with its header (`struct nlmsghdr`); the length is put in by ``finish()``.
    ///
    /// - Parameters:
    ///   - type: For example `RTM_NEWLINK`.
    ///   - flags: `NLM_F_…`.
    ///   - sequence: The number that the answer will carry.
    package init(type: UInt16, flags: NetlinkFlags, sequence: UInt32) {
        bytes.reserveCapacity(128)
        append(UInt32(0))
        append(type)
        append(flags.rawValue)
        append(sequence)
        append(UInt32(0))
    }

    /// Appends a number.
    ///
    /// - Parameter value: The number.
    package mutating func append(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Appends an attribute (`struct nlattr`): length, type, payload, padding to four bytes.
    ///
    /// - Parameters:
    ///   - type: The attribute's type.
    ///   - write: Writes the payload. It must stay below 64 KiB, which callers see to by the limits of names
    ///     and addresses.
    package mutating func attribute(_ type: UInt16, _ write: (inout NetlinkMessageBuilder) -> Void) {
        let start = bytes.count
        append(UInt16(0))
        append(type)
        write(&self)
        let length = UInt16(clamping: bytes.count - start)
        bytes[start] = UInt8(truncatingIfNeeded: length)
        bytes[start + 1] = UInt8(truncatingIfNeeded: length >> 8)
        while !bytes.count.isMultiple(of: 4) { bytes.append(0) }
    }

    /// Appends an attribute that holds a number.
    ///
    /// - Parameters:
    ///   - type: The attribute's type.
    ///   - value: The number.
    package mutating func attribute(_ type: UInt16, number value: some FixedWidthInteger) {
        attribute(type) { $0.append(value) }
    }

    /// Appends an attribute that holds a text, which ends in a zero byte.
    ///
    /// - Parameters:
    ///   - type: The attribute's type.
    ///   - text: The text.
    package mutating func attribute(_ type: UInt16, text: String) {
        attribute(type) { $0.bytes += Array(text.utf8) + [0] }
    }

    /// Appends an attribute that holds bytes.
    ///
    /// - Parameters:
    ///   - type: The attribute's type.
    ///   - payload: The bytes.
    package mutating func attribute(_ type: UInt16, bytes payload: [UInt8]) {
        attribute(type) { $0.bytes += payload }
    }

    /// Ends the message.
    ///
    /// - Returns: The datagram, with the length in its header.
    package consuming func finish() -> [UInt8] {
        let length = UInt32(clamping: bytes.count)
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index))) }
        return bytes
    }
}
