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
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - passed: A descriptor that goes with the first of them, when this is a socket of the same host (unix(7),
    ///     `SCM_RIGHTS`).
    /// - Returns: Whether they were taken; false when the other end is closed or the task was cancelled.
    package func write(_ bytes: [UInt8], passing passed: Int32? = nil) async -> Bool {
        var offset = 0
        while offset < bytes.count, !Task.isCancelled {
            let rest = bytes[offset...]
            let result = unsafe rest.withUnsafeBytes { buffer -> Int in
                guard let start = buffer.baseAddress else { return 0 }
                if let passed, offset == 0 {
                    return unsafe clinux_send_descriptor(descriptor, start, buffer.count, passed)
                }
                return unsafe clinux_write_without_signal(descriptor, start, buffer.count)
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
