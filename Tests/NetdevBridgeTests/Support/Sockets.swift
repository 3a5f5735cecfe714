import Glibc
import NetdevBridge
import SystemPackage
import UnikraftCore

/// A socket that was made in a namespace and stays in it.
final class TestSocket: Sendable {
    let number: Int32

    private init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    private static func make(in namespace: TestNamespace, _ transport: TransportProtocol) throws -> Int32 {
        let type = transport == .tcp ? SOCK_STREAM : SOCK_DGRAM
        let number = try namespace.host.inside { () throws(NetworkError) in
            socket(AF_INET, Int32(type.rawValue), 0)
        }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        return number
    }

    /// Listens in a namespace.
    static func listening(
        in namespace: TestNamespace, _ port: UInt16, on address: String = "0.0.0.0",
        _ transport: TransportProtocol = .tcp
    ) throws -> TestSocket {
        let socket = TestSocket(try make(in: namespace, transport))
        var on: Int32 = 1
        setsockopt(socket.number, SOL_SOCKET, SO_REUSEADDR, &on, 4)
        guard try socket.with(address, port, { bind(socket.number, $0, $1) }) == 0 else { throw Errno(rawValue: errno) }
        if transport == .tcp, listen(socket.number, 8) != 0 { throw Errno(rawValue: errno) }
        return socket
    }

    /// Connects from a namespace, for at most two seconds.
    static func connected(
        from namespace: TestNamespace, to address: String, _ port: UInt16, _ transport: TransportProtocol = .tcp
    ) throws -> TestSocket {
        let socket = TestSocket(try make(in: namespace, transport))
        guard try socket.with(address, port, { connect(socket.number, $0, $1) }) == 0 else {
            throw Errno(rawValue: errno)
        }
        return socket
    }

    private func with(
        _ address: String, _ port: UInt16, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = try IPv4Address(parsing: address).bits.bigEndian
        return withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Waits at most two seconds for a connection.
    func accepted() throws -> (socket: TestSocket, peer: IPv4Address) {
        var name = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept(self.number, $0, &length) }
        }
        guard number >= 0 else { throw Errno(rawValue: errno) }
        return (TestSocket(number), IPv4Address(bits: UInt32(bigEndian: name.sin_addr.s_addr)))
    }

    func send(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    func receive() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = recv(number, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Errno(rawValue: errno) }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Receives one datagram and answers it.
    func answerDatagram(_ text: String) throws -> (text: String, peer: IPv4Address) {
        var buffer = [UInt8](repeating: 0, count: 1024)
        var name = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &name) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                let count = recvfrom(number, &buffer, buffer.count, 0, generic, &length)
                guard count >= 0 else { throw Errno(rawValue: errno) }
                sendto(number, text, text.utf8.count, 0, generic, length)
                return (
                    String(decoding: buffer[..<count], as: UTF8.self),
                    IPv4Address(bits: UInt32(bigEndian: pointer.pointee.sin_addr.s_addr))
                )
            }
        }
    }
}
