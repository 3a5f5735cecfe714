/// The attributes of a message or of an attribute that nests others (`struct nlattr`, linux/netlink.h):
/// length with header in bytes 0–1, type in 2–3, payload, padding to four bytes.
package struct NetlinkAttributes: Sendable {
    /// One attribute.
    package struct Attribute: Sendable, Hashable {
        /// The type without the flags `NLA_F_NESTED` and `NLA_F_NET_BYTEORDER`.
        package var type: UInt16
        /// What it holds, without padding.
        package var payload: NetlinkBytes
    }

    /// The attributes, in order.
    package let all: [Attribute]

    /// Splits bytes into attributes.
    ///
    /// - Parameter bytes: The attributes, one after the other. Up to three bytes at the end are padding.
    /// - Throws: ``NetworkError`` `malformedMessage` when a length is out of range.
    package init(_ bytes: NetlinkBytes) throws(NetworkError) {
        var found: [Attribute] = []
        var offset = 0
        while bytes.count - offset >= 4 {
            let length = Int(try bytes.uint16(at: offset))
            guard length >= 4, length <= bytes.count - offset else {
                throw .malformed(
                    "an attribute of \(length) bytes where \(bytes.count - offset) are left",
                    at: bytes.position + offset)
            }
            let type = try bytes.uint16(at: offset + 2) & 0x3fff
            found.append(Attribute(type: type, payload: try bytes.slice(offset + 4, length: length - 4)))
            offset += (length + 3) & ~3
        }
        all = found
    }

    /// The payload of the last attribute of a type, which is the one that counts.
    ///
    /// - Parameter type: The type.
    package subscript(_ type: UInt16) -> NetlinkBytes? {
        all.last { $0.type == type }?.payload
    }

    /// A number of four bytes.
    ///
    /// - Parameter type: The attribute's type.
    /// - Returns: The number; nil when the attribute is not there.
    /// - Throws: ``NetworkError`` when it is shorter.
    package func uint32(_ type: UInt16) throws(NetworkError) -> UInt32? {
        guard let payload = self[type] else { return nil }
        return try payload.uint32()
    }

    /// A number of one byte.
    ///
    /// - Parameter type: The attribute's type.
    /// - Returns: The number; nil when the attribute is not there.
    /// - Throws: ``NetworkError`` when it is empty.
    package func uint8(_ type: UInt16) throws(NetworkError) -> UInt8? {
        guard let payload = self[type] else { return nil }
        return try payload.uint8()
    }
}
