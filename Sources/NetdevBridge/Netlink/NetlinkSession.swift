import Glibc
import Synchronization

/// Requests and their answers over one socket. Exchanges of several threads take turns.
package final class NetlinkSession: Sendable {
    /// What a request is about, for errors.
    package struct Request: Sendable {
        /// The message type.
        package var type: UInt16
        /// Its name in linux/rtnetlink.h.
        package var name: String
        /// The interface or address.
        package var subject: String

        /// Creates a request.
        ///
        /// - Parameters:
        ///   - type: The message type.
        ///   - name: Its name in linux/rtnetlink.h.
        ///   - subject: The interface or address.
        package init(_ type: UInt16, _ name: String, _ subject: String = "") {
            self.type = type
            self.name = name
            self.subject = subject
        }
    }

    private let socket: any NetlinkSocket
    private let sequence = Mutex<UInt32>(0)

    /// How often a dump is asked for again when the table changed under it.
    private static let dumpAttempts = 16

    /// Creates a session.
    ///
    /// - Parameter socket: The socket, used by nobody else.
    package init(_ socket: any NetlinkSocket) {
        self.socket = socket
    }

    /// Asks for something to be made, changed, removed or told, and waits for the acknowledgement.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - flags: Flags beside `NLM_F_REQUEST` and `NLM_F_ACK`.
    ///   - write: Writes body and attributes.
    /// - Returns: The messages that came before the acknowledgement.
    /// - Throws: ``NetworkError``.
    @discardableResult
    package func acknowledged(
        _ request: Request, flags: NetlinkFlags = [], _ write: (inout NetlinkMessageBuilder) -> Void
    ) throws(NetworkError) -> [NetlinkMessage] {
        let answer = try exchange(request, flags: flags.union(.acknowledge), write)
        return answer.messages
    }

    /// Asks for a whole table. When it changed in between, it is asked for again.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - write: Writes body and attributes.
    /// - Returns: One message an entry.
    /// - Throws: ``NetworkError``; `dumpInterrupted` when the table never held still.
    package func dump(
        _ request: Request, _ write: (inout NetlinkMessageBuilder) -> Void
    ) throws(NetworkError) -> [NetlinkMessage] {
        for _ in 0..<Self.dumpAttempts {
            do {
                let answer = try exchange(request, flags: .dump, write)
                if !answer.isInterrupted { return answer.messages }
            } catch {
                guard error.errno == ENOBUFS || error.errno == EINTR else { throw error }
            }
        }
        throw NetworkError(
            code: .dumpInterrupted, subject: request.subject,
            message: "The table of \(request.name) changed during each of \(Self.dumpAttempts) dumps. Try again.",
            errno: EINTR, operation: request.name)
    }

    private func exchange(
        _ request: Request, flags: NetlinkFlags, _ write: (inout NetlinkMessageBuilder) -> Void
    ) throws(NetworkError) -> (messages: [NetlinkMessage], isInterrupted: Bool) {
        try sequence.withLock { (last) throws(NetworkError) in
            last &+= 1
            var builder = NetlinkMessageBuilder(type: request.type, flags: flags.union(.request), sequence: last)
            write(&builder)
            try socket.send(builder.finish())
            return try receive(request, sequence: last)
        }
    }

    private func receive(
        _ request: Request, sequence: UInt32
    ) throws(NetworkError) -> (messages: [NetlinkMessage], isInterrupted: Bool) {
        var messages: [NetlinkMessage] = []
        var isInterrupted = false
        while true {
            // What is left of an exchange that failed has another number.
            for message in try NetlinkMessage.split(socket.receive()) where message.sequence == sequence {
                if message.flags.contains(.dumpInterrupted), message.flags.contains(.multipart) {
                    isInterrupted = true
                }
                switch message.type {
                case NetlinkControl.noOperation: continue
                case NetlinkControl.overrun:
                    throw .refused(ENOBUFS, request: request.name, subject: request.subject, kernelMessage: nil)
                case NetlinkControl.error, NetlinkControl.done:
                    let end = try NetlinkAcknowledgement(message)
                    guard end.errno == 0 else {
                        throw .refused(
                            end.errno, request: request.name, subject: request.subject, kernelMessage: end.text)
                    }
                    return (messages, isInterrupted)
                default: messages.append(message)
                }
            }
        }
    }
}
