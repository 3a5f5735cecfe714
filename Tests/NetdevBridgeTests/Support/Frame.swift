/// A netlink message written down byte by byte: two hexadecimal digits each, comments after `#`.
func frame(_ text: String) -> [UInt8] {
    text.split(separator: "\n").flatMap { line in
        line.prefix { $0 != "#" }.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }
}

/// An acknowledgement without error: `NLMSG_ERROR` with the number 0.
let acknowledgement = frame(
    """
    24 00 00 00 02 00 00 01  # length 36, NLMSG_ERROR, NLM_F_CAPPED
    00 00 00 00 00 00 00 00  # sequence put in by the socket, port
    00 00 00 00              # error 0
    10 00 00 00 10 00 05 00 01 00 00 00 00 00 00 00  # header of the request
    """)

/// The end of a dump.
let dumpEnd = frame(
    """
    14 00 00 00 03 00 02 00  # length 20, NLMSG_DONE, NLM_F_MULTI
    00 00 00 00 00 00 00 00
    00 00 00 00              # error 0
    """)
