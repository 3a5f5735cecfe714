public import NetdevBridge
import Synchronization

/// A netlink socket that answers from a script and keeps what it was sent.
///
/// The sequence number of each answer is put in by the socket, so that a script may leave it 0.
public final class ScriptedNetlinkSocket: NetlinkSocket {
    private struct State {
        var sent: [[UInt8]] = []
        var answers: [[UInt8]]
    }

    private let state: Mutex<State>

    /// Creates a socket.
    ///
    /// - Parameter answers: What ``receive()`` returns, in order: one or more netlink messages each.
    public init(answers: [[UInt8]]) {
        state = Mutex(State(answers: answers))
    }

    /// What was sent so far, in order.
    public var sent: [[UInt8]] {
        state.withLock { $0.sent }
    }

    /// Keeps a datagram.
    ///
    /// - Parameter datagram: The datagram.
    /// - Throws: Nothing.
    public func send(_ datagram: [UInt8]) throws(NetworkError) {
        state.withLock { $0.sent.append(datagram) }
    }

    /// The next answer of the script. Messages whose sequence number is 0 get that of the last request.
    ///
    /// - Returns: The answer.
    /// - Throws: `NetworkError` with `EAGAIN` when the script has ended.
    public func receive() throws(NetworkError) -> [UInt8] {
        let answer = state.withLock { state -> [UInt8]? in
            guard !state.answers.isEmpty else { return nil }
            return Self.numbered(state.answers.removeFirst(), like: state.sent.last ?? [])
        }
        if let answer { return answer }
        throw NetworkError(code: .systemFailure, message: "The script of answers has ended.", errno: 11)
    }

    /// Copies bytes 8 to 11, the sequence number, of a request into each message that has zeros there.
    private static func numbered(_ answer: [UInt8], like request: [UInt8]) -> [UInt8] {
        guard request.count >= 16 else { return answer }
        var answer = answer
        var offset = 0
        while answer.count - offset >= 16 {
            let length = (0..<4).reduce(0) { $0 | Int(answer[offset + $1]) << (8 * $1) }
            if answer[(offset + 8)..<(offset + 12)].allSatisfy({ $0 == 0 }) {
                answer.replaceSubrange((offset + 8)..<(offset + 12), with: request[8..<12])
            }
            guard length >= 16, length <= answer.count - offset else { break }
            offset += (length + 3) & ~3
        }
        return answer
    }
}
