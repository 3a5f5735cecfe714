import Dispatch
import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// One short TCP conversation. QEMU's user network accepts on the host's side before the guest listens, so an
/// early attempt hangs; attempts are therefore short, and made again.
struct ConnectionAttempt: Sendable {
    var address: IPv4Address
    var port: UInt16
    /// What is sent once connected.
    var request: [UInt8]
    /// The time for the whole conversation.
    var limit: Duration

    /// How an attempt ended.
    enum Outcome: Sendable {
        /// Nothing listens, or the other side closed without a word.
        case refused
        /// Nothing came in time.
        case silent
        /// The other side sent something.
        case answered([UInt8])
    }

    /// Makes the attempt on a thread of its own.
    ///
    /// - Parameter isComplete: Whether enough has been received; the rest is not waited for.
    /// - Returns: How it ended.
    func run(isComplete: @escaping @Sendable ([UInt8]) -> Bool) async -> Outcome {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: converse(isComplete)) }
        }
    }

    /// Connects on a thread of its own.
    ///
    /// - Returns: A connected socket for the caller to close, or nil when the connection was refused or not made
    ///   in time.
    func connect() async -> Int32? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let deadline = ContinuousClock.now + limit
                continuation.resume(returning: openConnection(until: deadline)?.release())
            }
        }
    }

    private func openConnection(until deadline: ContinuousClock.Instant) -> OwnedDescriptor? {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(AF_INET, type, 0)
        guard number >= 0 else { return nil }
        let connection = OwnedDescriptor(adopting: number)
        var target = SocketAddress.make(address, port: port)
        if unsafe SocketAddress.withPointer(to: &target, { unsafe Glibc.connect(number, $0, $1) }) != 0 {
            guard currentErrno() == .nowInProgress, Self.wait(number, for: POLLOUT, until: deadline) else { return nil }
            var failure: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            guard unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &failure, &size) == 0, failure == 0 else {
                return nil
            }
        }
        return connection
    }

    private func converse(_ isComplete: ([UInt8]) -> Bool) -> Outcome {
        let deadline = ContinuousClock.now + limit
        guard let connection = openConnection(until: deadline) else { return .refused }
        let number = connection.rawValue
        let sent = unsafe request.withUnsafeBytes { bytes in
            unsafe send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == request.count else { return .refused }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while !isComplete(received), received.count < Self.answerLimit {
            guard Self.wait(number, for: POLLIN, until: deadline) else {
                return received.isEmpty ? .silent : .answered(received)
            }
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(number, $0.baseAddress, $0.count, 0) }
            if count > 0 {
                received += buffer[..<count]
            } else if count == 0 || (currentErrno() != .interrupted && currentErrno() != .wouldBlock) {
                break
            }
        }
        return received.isEmpty ? .refused : .answered(received)
    }

    private static func wait(_ descriptor: Int32, for event: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            let result = unsafe poll(&entry, 1, Int32(clamping: Swift.max(1, milliseconds)))
            if result > 0 { return true }
            if result < 0, currentErrno() != .interrupted { return false }
        }
    }

    private static let answerLimit = 1 << 20
}
