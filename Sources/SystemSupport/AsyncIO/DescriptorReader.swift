import CLinux
import Dispatch
import Glibc

/// Reads a pipe or a socket in pieces without holding a thread while there is nothing.
package final class DescriptorReader: Sendable {
    private let descriptor: Int32
    private let readiness: DescriptorReadiness

    /// Takes over a descriptor that can be waited for.
    package init(descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor.release()
        setNonBlocking(self.descriptor)
        readiness = DescriptorReadiness(
            DispatchSource.makeReadSource(fileDescriptor: self.descriptor, queue: DescriptorReadiness.queue),
            descriptor: self.descriptor)
    }

    deinit {
        readiness.cancel()
    }

    /// The next piece, or nil at the end, on an error, or when the task is cancelled.
    package func next() async -> [UInt8]? {
        while !Task.isCancelled {
            var failure: Int32 = 0
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
                let result = unsafe buffer.baseAddress.map { unsafe read(descriptor, $0, Self.pieceSize) } ?? 0
                if result < 0 { failure = errno } else { count = result }
            }
            if failure == 0 { return piece.isEmpty ? nil : piece }
            if failure == EINTR { continue }
            guard failure == EAGAIN else { return nil }
            await readiness.wait()
        }
        return nil
    }

    private static let pieceSize = 64 << 10
}
