import CLinux
import Dispatch
import Glibc
package import SystemPackage

/// A stream socket in the file system that takes connections (unix(7)).
package final class SocketListener: Sendable {
    private let descriptor: Int32
    private let readiness: DescriptorReadiness

    /// Makes the socket; its name must be free.
    ///
    /// - Parameter path: The name; at most 107 bytes.
    /// - Throws: ``SystemCallError``.
    package init(path: FilePath) throws(SystemCallError) {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw .last("socket", path) }
        let socket = OwnedDescriptor(adopting: number)
        unsafe try withUnixAddress(path, "bind") { unsafe bind(number, $0, $1) }
        guard listen(number, 16) == 0 else { throw .last("listen", path) }
        setNonBlocking(number)
        descriptor = socket.release()
        readiness = DescriptorReadiness(
            DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DescriptorReadiness.queue),
            descriptor: descriptor)
    }

    deinit {
        readiness.cancel()
    }

    /// Waits for the next connection; nil on an error or when the task is cancelled.
    package func next() async -> OwnedDescriptor? {
        while !Task.isCancelled {
            let number = accept(descriptor, nil, nil)
            if number >= 0 {
                _ = clinux_fcntl(number, F_SETFD, FD_CLOEXEC)
                return OwnedDescriptor(adopting: number)
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EAGAIN: await readiness.wait()
            default: return nil
            }
        }
        return nil
    }
}
