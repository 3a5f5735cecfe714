import Glibc
package import SystemPackage

extension OwnedDescriptor {
    /// Reads from the start of a file, without moving its position.
    ///
    /// - Parameters:
    ///   - limit: The number of bytes wanted.
    ///   - path: The file's name, for errors.
    /// - Returns: So many bytes, or all when the file is shorter.
    /// - Throws: ``SystemCallError``.
    package borrowing func readPrefix(_ limit: Int, path: FilePath) throws(SystemCallError) -> [UInt8] {
        var failure: SystemCallError?
        let descriptor = rawValue
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                let read = unsafe pread(
                    descriptor,
                    UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                        .baseAddress,
                    limit - count, off_t(count))
                if read > 0 {
                    count += read
                } else if read == 0 {
                    break
                } else if currentErrno() != .interrupted {
                    failure = .last("pread", path)
                    break
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

extension OwnedDescriptor {
    /// Appends the rest of this file to another.
    ///
    /// - Parameters:
    ///   - output: The file to write to, at its own position.
    ///   - path: This file's name, for errors.
    /// - Returns: The number of bytes copied.
    /// - Throws: ``SystemCallError`` from `read`, `Errno` from `write`.
    package borrowing func copy(to output: FileDescriptor, path: FilePath) throws -> UInt64 {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var total: UInt64 = 0
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(rawValue, $0.baseAddress, $0.count) }
            if count == 0 { return total }
            if count > 0 {
                try output.writeAll(buffer[..<count])
                total += UInt64(count)
            } else if currentErrno() != .interrupted {
                throw SystemCallError.last("read", path)
            }
        }
    }
}
