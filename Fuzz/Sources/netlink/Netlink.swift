import NetdevBridge
import UnikraftCore

/// Answers once, with the input; then nothing comes any more.
final class InputSocket: NetlinkSocket, @unchecked Sendable {
    private var answer: [UInt8]?

    init(_ answer: [UInt8]) {
        self.answer = answer
    }

    func send(_ datagram: [UInt8]) throws(NetworkError) {
        // The number of the request goes into every message whose header can be found, so that it counts.
        guard var numbered = answer else { return }
        var offset = 0
        while numbered.count - offset >= 16 {
            numbered.replaceSubrange((offset + 8)..<(offset + 12), with: datagram[8..<12])
            let length = Int(numbered[offset]) | Int(numbered[offset + 1]) << 8
            guard length >= 16 else { break }
            offset += (length + 3) & ~3
        }
        answer = numbered
    }

    func receive() throws(NetworkError) -> [UInt8] {
        defer { answer = nil }
        if let answer { return answer }
        throw NetworkError(code: .systemFailure, message: "the input has ended", errno: 11)
    }
}

/// The first byte chooses a question, the rest is the kernel's answer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let question = input.first else { return 0 }
    let kernel = RouteNetlink(socket: InputSocket(Array(input.dropFirst())))
    do {
        switch question % 6 {
        case 0: _ = try kernel.links().map { "\($0)" }
        case 1: _ = try kernel.addresses().map(\.description)
        case 2: _ = try kernel.routes().map(\.description)
        case 3: _ = try kernel.neighbours().map { "\($0)" }
        case 4: _ = try kernel.link(named: try InterfaceName(parsing: "virbr0"))
        default: _ = try kernel.namespaceIdentifier(of: 3)
        }
    } catch {
        _ = "\(error)"
    }
    return 0
}
