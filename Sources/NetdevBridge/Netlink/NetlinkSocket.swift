/// Carries netlink datagrams to the kernel and back. The real one is ``KernelNetlinkSocket``; tests use a
/// fake.
///
/// One exchange is under way at a time: a caller sends a request and receives until the answer is complete.
public protocol NetlinkSocket: Sendable {
    /// Sends one datagram.
    ///
    /// - Parameter datagram: One netlink message with its header (`struct nlmsghdr`, linux/netlink.h).
    /// - Throws: ``NetworkError``.
    func send(_ datagram: [UInt8]) throws(NetworkError)

    /// Waits for the next datagram.
    ///
    /// - Returns: One or more netlink messages.
    /// - Throws: ``NetworkError``; with `errno` `ENOBUFS` when the kernel had to drop messages, with
    ///   `EAGAIN` when nothing came in time.
    func receive() throws(NetworkError) -> [UInt8]
}
