import Glibc
import SystemPackage
import SystemSupport

extension StoredMachine {
    /// The console's bytes, from the machine's last start on.
    ///
    /// - Parameter isFollowing: Whether to wait for more until the machine has ended.
    /// - Returns: The bytes in pieces.
    public func consoleBytes(isFollowing: Bool) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    var offset: UInt64 = 0
                    while true {
                        // Asked before the file is read, so that what came before the end is not missed.
                        let isOver = !isFollowing || !isRunning
                        let file = try OwnedDescriptor.open(consoleFile, flags: O_RDONLY | O_NOFOLLOW)
                        let piece = try file.read(at: offset, limit: 256 << 10, path: consoleFile)
                        offset += UInt64(piece.count)
                        if !piece.isEmpty {
                            continuation.yield(piece)
                        } else if isOver {
                            break
                        } else {
                            try await Task.sleep(for: .milliseconds(50))
                        }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error is CancellationError ? nil : error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
