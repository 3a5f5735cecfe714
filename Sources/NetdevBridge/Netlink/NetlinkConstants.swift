/// Numbers of a netlink socket (linux/netlink.h).
package enum NetlinkFamily {
    /// NETLINK_ROUTE
    package static let route: Int32 = 0
    /// SOL_NETLINK (bits/socket.h)
    package static let socketLevel: Int32 = 270
    /// NETLINK_CAP_ACK
    package static let cappedAcknowledgement: Int32 = 10
    /// NETLINK_EXT_ACK
    package static let extendedAcknowledgement: Int32 = 11
}

/// Message types of netlink itself (linux/netlink.h).
package enum NetlinkControl {
    /// NLMSG_NOOP
    package static let noOperation: UInt16 = 1
    /// NLMSG_ERROR: an error, or an acknowledgement when the number is 0.
    package static let error: UInt16 = 2
    /// NLMSG_DONE
    package static let done: UInt16 = 3
    /// NLMSG_OVERRUN
    package static let overrun: UInt16 = 4
    /// NLMSGERR_ATTR_MSG
    package static let errorText: UInt16 = 1
}

/// Flags of a netlink message (linux/netlink.h).
package struct NetlinkFlags: OptionSet, Sendable, Hashable {
    /// The bits of `nlmsg_flags`.
    package let rawValue: UInt16

    /// Creates flags from their bits.
    ///
    /// - Parameter rawValue: The bits of `nlmsg_flags`.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// NLM_F_REQUEST
    package static let request = NetlinkFlags(rawValue: 0x1)
    /// NLM_F_MULTI
    package static let multipart = NetlinkFlags(rawValue: 0x2)
    /// NLM_F_ACK
    package static let acknowledge = NetlinkFlags(rawValue: 0x4)
    /// NLM_F_DUMP_INTR: the table changed while it was dumped.
    package static let dumpInterrupted = NetlinkFlags(rawValue: 0x10)
    /// NLM_F_DUMP: of a request to get.
    package static let dump = NetlinkFlags(rawValue: 0x300)
    /// NLM_F_REPLACE: of a request to make.
    package static let replace = NetlinkFlags(rawValue: 0x100)
    /// NLM_F_EXCL: of a request to make.
    package static let exclusive = NetlinkFlags(rawValue: 0x200)
    /// NLM_F_CREATE: of a request to make.
    package static let create = NetlinkFlags(rawValue: 0x400)
    /// NLM_F_CAPPED: of an acknowledgement without the request's body.
    package static let capped = NetlinkFlags(rawValue: 0x100)
    /// NLM_F_ACK_TLVS: of an acknowledgement with attributes.
    package static let acknowledgementAttributes = NetlinkFlags(rawValue: 0x200)
}
