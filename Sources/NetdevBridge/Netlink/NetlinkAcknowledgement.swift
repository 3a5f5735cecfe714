/// The end of an exchange: `NLMSG_ERROR` or `NLMSG_DONE` (linux/netlink.h).
package struct NetlinkAcknowledgement: Sendable, Hashable {
    /// The error number, positive; 0 is success.
    package var errno: Int32
    /// `NLMSGERR_ATTR_MSG`: the kernel's own words.
    package var text: String?

    /// Reads `NLMSG_ERROR` (`struct nlmsgerr`): the negated error number in bytes 0–3, the header of the
    /// request in 4–19, its body unless the flag `NLM_F_CAPPED` is set, and attributes when
    /// `NLM_F_ACK_TLVS` is. `NLMSG_DONE` has the attributes right after the number.
    ///
    /// - Parameter message: The message.
    /// - Throws: ``NetworkError`` `malformedMessage`.
    package init(_ message: NetlinkMessage) throws(NetworkError) {
        // A dump's end without a number is success.
        guard message.type == NetlinkControl.error || message.body.count >= 4 else {
            errno = 0
            return
        }
        let number = try message.body.int32()
        errno = number == .min ? .max : abs(number)
        guard message.flags.contains(.acknowledgementAttributes) else { return }
        var offset = 4
        if message.type == NetlinkControl.error {
            let length = message.flags.contains(.capped) ? 16 : Int(try message.body.uint32(at: 4))
            offset += (length + 3) & ~3
        }
        let attributes = try NetlinkAttributes(message.body.slice(offset))
        text = attributes[NetlinkControl.errorText]?.text
    }
}
