import NetdevBridge
import Synchronization

/// Gives the same answer to each request, with the request's number.
final class RepeatingSocket: NetlinkSocket {
    private let answer: [UInt8]
    private let number = Mutex<[UInt8]>([])

    init(answer: [UInt8]) {
        self.answer = answer
    }

    func send(_ datagram: [UInt8]) throws(NetworkError) {
        number.withLock { $0 = Array(datagram[8..<12]) }
    }

    func receive() throws(NetworkError) -> [UInt8] {
        var numbered = answer
        let sequence = number.withLock { $0 }
        var offset = 0
        while numbered.count - offset >= 16 {
            numbered.replaceSubrange((offset + 8)..<(offset + 12), with: sequence)
            offset += Int(numbered[offset]) | Int(numbered[offset + 1]) << 8
        }
        return numbered
    }
}
