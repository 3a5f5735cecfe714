import CLinux
import Dispatch
import Glibc

/// Writes to a pipe or a socket without holding a thread while it is full.
package final class DescriptorWriter: Sendable {
    private let descriptor: Int32
    private let readiness: DescriptorReadiness

    /// Takes over a descriptor that can be waited for.
    package init(descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor.release()
        setNonBlocking(self.descriptor)
        readiness = DescriptorReadiness(
            DispatchSource.makeWriteSource(fileDescriptor: self.descriptor, queue: DescriptorReadiness.queue),
            descriptor: self.descriptor)
    }

    deinit {
        readiness.cancel()
    }

    /// Writes all bytes.
    ///
    /// - Returns: Whether they were taken; false when the other end is closed or the task was cancelled.
    package func write(_ bytes: [UInt8]) async -> Bool {
        var offset = 0
        while offset < bytes.count, !Task.isCancelled {
            let rest = bytes[offset...]
            let result = unsafe rest.withUnsafeBytes { buffer in
                unsafe buffer.baseAddress.map { unsafe clinux_write_without_signal(descriptor, $0, buffer.count) } ?? 0
            }
            if result > 0 {
                offset += result
            } else if errno == EAGAIN {
                await readiness.wait()
            } else if errno != EINTR {
                return false
            }
        }
        return offset == bytes.count
    }
}
