import CLinux
import Glibc
import SystemSupport

/// The server's end of a connection.
final class QMPConnection: Sendable {
    private let reader: DescriptorReader
    private let writer: DescriptorWriter
    private let socket: Int32

    init(_ socket: consuming OwnedDescriptor) {
        let copy = OwnedDescriptor(adopting: clinux_fcntl(socket.rawValue, F_DUPFD_CLOEXEC, 0))
        self.socket = socket.rawValue
        reader = DescriptorReader(descriptor: socket)
        writer = DescriptorWriter(descriptor: copy)
    }

    /// Hangs up.
    func close() {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// Sends a line.
    func send(_ line: String) async {
        _ = await writer.write(Array((line + "\r\n").utf8))
    }

    /// Hands every line to a closure until the client hangs up.
    func forEachLine(_ body: (String) async -> Void) async {
        var rest: [UInt8] = []
        while let piece = await reader.next() {
            rest += piece
            while let end = rest.firstIndex(of: 0x0a) {
                let line = rest[..<end].filter { $0 != 0x0d }
                rest.removeSubrange(...end)
                await body(String(decoding: line, as: UTF8.self))
            }
        }
    }

    /// Does what the script wants.
    func perform(_ reaction: FakeQMPReaction, for command: FakeQMPCommand) async {
        let identifier = command.identifier.map { #", "id": \#($0)"# } ?? ""
        switch reaction {
        case .reply(let value): await send(#"{"return": \#(value)\#(identifier)}"#)
        case .refuse(let name, let description):
            await send(#"{"error": {"class": "\#(name)", "desc": "\#(description)"}\#(identifier)}"#)
        case .line(let line): await send(line)
        case .silence: break
        case .hangUp: close()
        case .later(let delay, let next):
            Task {
                try? await Task.sleep(for: delay)
                await perform(next, for: command)
            }
        }
    }
}
