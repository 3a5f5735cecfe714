import Dispatch
import Glibc
import Synchronization
import SystemPackage
import Unikraft

/// Standard input as what is typed at a guest's console.
final class GuestInput: Sendable {
    private let machine = Mutex<Machine?>(nil)
    private let isTerminal: Bool

    /// Takes standard input when it is a terminal, or when it is asked for; nil otherwise.
    init?(isAskedFor: Bool) {
        isTerminal = RawTerminal.take()
        guard isTerminal || isAskedFor else { return nil }
        if isTerminal { Terminal.say("Ctrl-a x ends the machine.") }
        Task.detached { await self.carry() }
    }

    /// The machine that gets the input from now on.
    func use(_ machine: Machine) {
        self.machine.withLock { $0 = machine }
    }

    /// Carries keys to the guest until there are no more, at the pace of the guest.
    private func carry() async {
        var keys = ConsoleKeys()
        // Keys wait here, so that a guest that reads nothing does not keep `Ctrl-a x` from being seen.
        let typed = AsyncStream.makeStream(of: [UInt8].self)
        Task { for await piece in typed.stream { try? await machine.withLock { $0 }?.write(piece) } }
        while let piece = await Self.read() {
            while machine.withLock({ $0 == nil }) { try? await Task.sleep(for: .milliseconds(10)) }
            guard let machine = machine.withLock({ $0 }) else { continue }
            guard isTerminal else {
                try? await machine.write(piece)
                continue
            }
            let (bytes, isQuitting) = keys.feed(piece)
            if !bytes.isEmpty { typed.continuation.yield(bytes) }
            if isQuitting {
                await machine.stop()
                return
            }
        }
    }

    /// The next piece of standard input; nil at its end. A thread waits for it, because standard input may be of any
    /// kind, and shares its flags with other programs.
    private static func read() async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var buffer = [UInt8](repeating: 0, count: 4096)
                var count: Int
                repeat { count = Glibc.read(STDIN_FILENO, &buffer, buffer.count) } while count < 0 && errno == EINTR
                continuation.resume(returning: count > 0 ? Array(buffer.prefix(count)) : nil)
            }
        }
    }
}
