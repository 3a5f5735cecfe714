import Glibc
package import SystemPackage

/// Reads files that a person named, whatever they turn out to be.
package enum SmallFile {
    /// How long a pipe may stay silent, in milliseconds.
    private static let patience: Int32 = 5000

    /// Reads a file, or what is written to a pipe.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The largest size that is of use, in bytes.
    /// - Returns: The content; of a larger file so much that it is larger than the limit.
    /// - Throws: ``SystemCallError``, with the error number `timedOut` for a pipe that nobody writes to.
    package static func read(_ path: FilePath, limit: Int) throws(SystemCallError) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe waits for a writer, for ever when there is none.
        let file = try OwnedDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
        let isPipe = try FileStatus(descriptor: file.rawValue, path: path).kind == .fifo
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            if isPipe { try wait(for: file, path) }
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(file.rawValue, $0.baseAddress, $0.count)
            }
            if count == 0 { break }
            if count > 0 {
                bytes += buffer[..<count]
                continue
            }
            switch currentErrno() {
            case .interrupted: continue
            case .resourceTemporarilyUnavailable: try wait(for: file, path)
            default: throw .last("read", path)
            }
        }
        return bytes
    }

    /// Waits until there is something to read, or the end is reached.
    private static func wait(for file: borrowing OwnedDescriptor, _ path: FilePath) throws(SystemCallError) {
        var request = pollfd(fd: file.rawValue, events: Int16(POLLIN), revents: 0)
        while true {
            let count = unsafe poll(&request, 1, patience)
            if count > 0 { return }
            if count == 0 { throw SystemCallError(systemCall: "poll", errno: .timedOut, path: path) }
            guard currentErrno() == .interrupted else { throw .last("poll", path) }
        }
    }
}
