import Glibc
import Synchronization

/// A socket of this machine that takes one connection and gives one answer.
final class Listener: Sendable {
    let port: UInt16
    private let socket: Int32
    private let request = Mutex<String?>(nil)

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(socket, generic, length) == 0 && listen(socket, 4) == 0
                    && getsockname(socket, generic, &length) == 0
            }
        }
        struct NoSocket: Error {}
        guard bound else { throw NoSocket() }
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }

    /// Takes a connection on a thread of its own, reads the head and so many bytes after it, and answers.
    func answer(_ text: String, afterBytes count: Int = 0) {
        let socket = dup(socket)
        Thread.start { [self] in
            let connection = accept(socket, nil, nil)
            close(socket)
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let received = recv(connection, &buffer, buffer.count, 0)
                if received <= 0 { break }
                bytes += buffer[..<received]
                let text = String(decoding: bytes, as: UTF8.self)
                if bytes.first == 0x16 { break }
                guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
                if text[end.upperBound...].utf8.count >= count { break }
            }
            request.withLock { $0 = String(decoding: bytes, as: UTF8.self) }
            _ = text.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            close(connection)
        }
    }

    var received: String {
        get async {
            while true {
                if let text = request.withLock({ $0 }) { return text }
                await Task.yield()
            }
        }
    }
}

private enum Thread {
    final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func start(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(Body(run)).toOpaque())
        pthread_detach(thread)
    }
}
