import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// The host's side of published ports, looked at before anything starts.
enum HostPorts {
    /// Makes sure that every port can be listened on, and chooses one where the mapping leaves that open.
    ///
    /// The ports are free again when this returns, so that QEMU can take them.
    ///
    /// - Parameter mappings: The mappings.
    /// - Returns: The same with a port of the host in each.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/port``.
    static func check(_ mappings: [PortMapping]) throws(LaunchError) -> [PortMapping] {
        var result: [PortMapping] = []
        // Held until all are known, so that no port is chosen twice.
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        for var mapping in mappings {
            let type = Int32((mapping.transport == .tcp ? SOCK_STREAM : SOCK_DGRAM).rawValue)
            let number = socket(AF_INET, type | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard number >= 0 else { throw failure(mapping, "socket") }
            sockets.append(number)
            // As QEMU does: a connection that was closed a moment ago does not keep the port.
            var isReusable: Int32 = mapping.transport == .tcp ? 1 : 0
            unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &isReusable, socklen_t(MemoryLayout<Int32>.size))
            var address = SocketAddress.make(mapping.hostAddress, port: mapping.hostPort)
            guard unsafe SocketAddress.withPointer(to: &address, { unsafe bind(number, $0, $1) }) == 0,
                mapping.transport == .udp || listen(number, 1) == 0
            else { throw failure(mapping, "bind") }
            if mapping.hostPort == 0 {
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                let result = unsafe SocketAddress.withPointer(to: &address) { pointer, _ in
                    unsafe getsockname(number, UnsafeMutablePointer(mutating: pointer), &length)
                }
                guard result == 0 else { throw failure(mapping, "getsockname") }
                mapping.hostPort = UInt16(bigEndian: address.sin_port)
            }
            result.append(mapping)
        }
        return result
    }

    private static func failure(_ mapping: PortMapping, _ call: String) -> LaunchError {
        let cause = SystemCallError.last(call)
        let address = mapping.hostAddress == .any ? "" : "\(mapping.hostAddress):"
        let port = "\(address)\(mapping.hostPort)/\(mapping.transport.rawValue)"
        switch cause.errno {
        case .addressInUse:
            return LaunchError(
                .port, subject: port, "the host port \(port) is taken by another program",
                remedy: "Publish another one, or end that program (`ss -ltnup` shows it).", cause: cause)
        case .addressNotAvailable:
            return LaunchError(
                .port, subject: port, "this host has no address \(mapping.hostAddress)",
                remedy: "Use one of its own addresses (`ip address` lists them), or leave it out.", cause: cause)
        case .permissionDenied:
            return LaunchError(
                .port, subject: port, "the host port \(port) may not be listened on",
                remedy: "Ports below 1024 need privilege; publish a higher one.", cause: cause)
        default:
            return LaunchError(
                .port, subject: port, "the host port \(port) cannot be listened on",
                remedy: "Publish another one.", cause: cause)
        }
    }
}

/// IPv4 socket addresses (ip(7)).
enum SocketAddress {
    static func make(_ address: IPv4Address, port: UInt16) -> sockaddr_in {
        var socket = sockaddr_in()
        socket.sin_family = sa_family_t(AF_INET)
        socket.sin_port = port.bigEndian
        socket.sin_addr.s_addr = address.bits.bigEndian
        return socket
    }

    /// Hands an address to a system call.
    @unsafe static func withPointer(
        to address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
                unsafe body(UnsafePointer(rebound), socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
