import Glibc
import SystemPackage
import SystemSupport

/// A socket of the family `NETLINK_ROUTE` (rtnetlink(7)).
public final class KernelNetlinkSocket: NetlinkSocket {
    private let descriptor: OwnedDescriptor

    /// The kernel fills at most 32 KiB of a dump into one datagram.
    private static let receiveLimit = 1 << 16

    /// Opens a socket in the network namespace of the calling thread.
    ///
    /// - Throws: ``NetworkError`` when the system has no netlink or no descriptor is left.
    public init() throws(NetworkError) {
        do {
            descriptor = try Self.open()
        } catch {
            throw .system(error, "open a netlink socket")
        }
    }

    private static func open() throws(SystemCallError) -> OwnedDescriptor {
        let type = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(AF_NETLINK, type, NetlinkFamily.route)
        guard number >= 0 else { throw .last("socket") }
        let descriptor = OwnedDescriptor(adopting: number)

        // struct sockaddr_nl (linux/netlink.h): family, padding, port 0 for "choose one", no groups.
        let address: [UInt32] = [UInt32(AF_NETLINK), 0, 0]
        let bound = unsafe address.withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) { unsafe bind(number, $0.baseAddress, 12) }
        }
        guard bound == 0 else { throw .last("bind") }

        // Old kernels know neither option; then errors carry no text.
        var on: Int32 = 1
        for option in [NetlinkFamily.extendedAcknowledgement, NetlinkFamily.cappedAcknowledgement] {
            _ = unsafe setsockopt(number, NetlinkFamily.socketLevel, option, &on, 4)
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        _ = unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }

    /// Sends one datagram.
    ///
    /// - Parameter datagram: One netlink message with its header.
    /// - Throws: ``NetworkError``.
    public func send(_ datagram: [UInt8]) throws(NetworkError) {
        while true {
            let sent = unsafe datagram.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor.rawValue, bytes.baseAddress, bytes.count, 0)
            }
            if sent == datagram.count { return }
            let error = SystemCallError.last("send")
            guard sent < 0, error.errno == .interrupted else { throw .system(error, "send a netlink message") }
        }
    }

    /// Waits for the next datagram, at most ten seconds.
    ///
    /// - Returns: One or more netlink messages.
    /// - Throws: ``NetworkError``.
    public func receive() throws(NetworkError) -> [UInt8] {
        while true {
            var length = 0
            let datagram = unsafe [UInt8](unsafeUninitializedCapacity: Self.receiveLimit) { buffer, count in
                length = unsafe recv(descriptor.rawValue, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC))
                count = max(0, min(length, buffer.count))
            }
            if length == datagram.count { return datagram }
            guard length < 0 else { throw .malformed("\(length) bytes came at once", at: 0) }
            let error = SystemCallError.last("recv")
            guard error.errno == .interrupted else { throw .system(error, "receive a netlink message") }
        }
    }
}
