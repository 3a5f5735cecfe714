/// One message of a datagram that the kernel sent.
package struct NetlinkMessage: Sendable, Hashable {
    /// `nlmsg_type`
    package var type: UInt16
    /// `nlmsg_flags`
    package var flags: NetlinkFlags
    /// `nlmsg_seq`: that of the request.
    package var sequence: UInt32
    /// What follows the header, without padding.
    package var body: NetlinkBytes

    /// Splits a datagram (netlink(7): each message begins at a multiple of four bytes).
    ///
    /// - Parameter datagram: What the kernel sent.
    /// - Returns: The messages, in order.
    /// - Throws: ``NetworkError`` `malformedMessage` when a header is cut or a length is out of range.
    package static func split(_ datagram: [UInt8]) throws(NetworkError) -> [NetlinkMessage] {
        let whole = NetlinkBytes(datagram)
        var messages: [NetlinkMessage] = []
        var offset = 0
        while offset < datagram.count {
            // struct nlmsghdr: length 0–3, type 4–5, flags 6–7, sequence 8–11, port 12–15.
            let header = try whole.slice(offset, length: 16)
            let length = try Int(header.uint32(at: 0))
            guard length >= 16, length <= datagram.count - offset else {
                throw .malformed("a length of \(length) where \(datagram.count - offset) bytes are left", at: offset)
            }
            messages.append(
                NetlinkMessage(
                    type: try header.uint16(at: 4), flags: NetlinkFlags(rawValue: try header.uint16(at: 6)),
                    sequence: try header.uint32(at: 8), body: try whole.slice(offset + 16, length: length - 16)))
            offset += (length + 3) & ~3
        }
        return messages
    }
}
