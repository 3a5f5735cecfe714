import CLinux
import Glibc
import SystemPackage
import SystemSupport

extension StoredMachine {
    /// The console's bytes, from the machine's last start on. Of a guest that has written very much, the middle is
    /// left out (``MachineStore/machines()``).
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
                        // A hole stands for what was cut out.
                        let data = lseek(file.rawValue, off_t(clamping: offset), Self.seekData)
                        offset = max(offset, UInt64(clamping: data))
                        let hole = lseek(file.rawValue, off_t(clamping: offset), Self.seekHole)
                        let length = UInt64(clamping: hole) > offset ? UInt64(clamping: hole) - offset : 0
                        let piece = try file.read(
                            at: offset, limit: Int(min(length, 256 << 10)), path: consoleFile)
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

    /// `SEEK_DATA` and `SEEK_HOLE` (lseek(2)): to the next byte that is not in a hole, and to the next that is. The end
    /// of a file counts as a hole.
    private static let seekData: Int32 = 3
    private static let seekHole: Int32 = 4

    /// Cuts the middle out of the console's file when it is large. QEMU, which writes it, does not notice: the file
    /// keeps its length, and a hole takes no space (fallocate(2), `FALLOC_FL_PUNCH_HOLE`).
    ///
    /// - Parameters:
    ///   - head: Bytes that stay at the beginning, where the guest tells how it comes up.
    ///   - tail: Bytes that stay at the end.
    func trimConsole(head: UInt64 = 1 << 20, tail: UInt64 = 64 << 20) {
        guard let file = try? OwnedDescriptor.open(consoleFile, flags: O_WRONLY | O_NOFOLLOW),
            let size = try? FileStatus(descriptor: file.rawValue, path: consoleFile).size, size > head + tail
        else { return }
        _ = clinux_punch_hole(file.rawValue, Int64(clamping: head), Int64(clamping: size - tail - head))
    }
}
